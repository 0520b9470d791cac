//! The answers to requests that no route serves.

use crate::{Pages, Problem, Visitor, negotiate};
use axum::Router;
use http::HeaderMap;

impl Pages {
    /// Answers every request that these routes don't serve: 405 if only the method is wrong, otherwise 404. Both are in the
    /// visitor's language.
    ///
    /// `posted_from` is the page whose form posts to the routes. The error page's links to other languages open it, because
    /// an address that only takes a POST can't be opened.
    pub fn with_fallbacks<S>(
        &self,
        routes: Router<S>,
        posted_from: Option<&'static str>,
    ) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let pages = self.clone();
        let wrong_method = move |visitor: Visitor, headers: HeaderMap| async move {
            let visitor = match posted_from {
                Some(page) => visitor.on_page(page),
                None => visitor,
            };
            pages
                .for_visitor(&visitor)
                .problem(Problem::method_not_allowed(), negotiate(&headers))
        };
        let pages = self.clone();
        let no_page = move |visitor: Visitor, headers: HeaderMap| async move {
            pages
                .for_visitor(&visitor)
                .problem(Problem::no_page(), negotiate(&headers))
        };
        routes
            .method_not_allowed_fallback(wrong_method)
            .fallback(no_page)
    }
}
