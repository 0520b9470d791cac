use super::handle;
use crate::{Downloads, StoreError};
use domain::figures::YearFigures;
use domain::receipt::{Receipt, Reference};
use domain::request::{Request, RequestId};

handle! {
    /// Reads a request's status: for `status-lookup`.
    StatusReader: GetItem;

    /// Reads the receipt with this reference and its request. Always makes two reads, so that neither the time nor the
    /// number of calls reveals whether a reference exists.
    async fn look_up(
        reference: Option<Reference>,
    ) -> Result<Option<(Receipt, Request)>, StoreError>;

    /// Returns the metrics of a year; `None` before the first count. One read.
    async fn year_figures(year: i16) -> Result<Option<YearFigures>, StoreError>;

    /// Returns the counters of code attempts and downloads of a request's file.
    async fn downloads(id: RequestId) -> Result<Downloads, StoreError>;
}
