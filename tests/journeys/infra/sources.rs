//! Event sources: the tests of the binaries use the same ones as the templates.

use super::template::{self, text_of};
use local::binaries::FILTERS;
use local::{Function, GUARDED};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn infra_the_gateway_asks_who_calls_where_the_templates_do() {
    for template in template::both() {
        let routes = template.all("ApiGatewayV2::Route");
        let guarded = routes.filter(|(_, route)| {
            let kind = &route["AuthorizationType"];
            !kind.is_null() && kind != "NONE"
        });
        let guarded: BTreeSet<_> = guarded
            .map(|(_, route)| text_of(&route["RouteKey"]))
            .collect();
        let ours = GUARDED.iter().map(|&route| route.to_owned()).collect();
        assert_eq!(guarded, ours, "{}", template.of);
    }
}

#[test]
fn infra_the_stream_is_filtered_as_in_the_templates() {
    let known: Vec<(String, Value)> = FILTERS
        .iter()
        .map(|(function, filter)| (function.name().to_owned(), filter.parse().expect("JSON")))
        .collect();
    for template in template::both() {
        let sources = template.all("Lambda::EventSourceMapping");
        let mut filters: Vec<(String, Value)> = sources
            .filter_map(|(_, source)| {
                let filters = source["FilterCriteria"]["Filters"].as_array()?;
                let [filter] = &filters[..] else {
                    panic!("one filter: {filters:?}")
                };
                let to = text_of(&source["FunctionName"]);
                let is_its = |function: &Function| to.contains(function.name());
                let function = Function::ALL.into_iter().find(is_its).expect("a function");
                let pattern = filter["Pattern"].as_str().expect("a pattern");
                let pattern = pattern.parse().expect("JSON");
                Some((function.name().to_owned(), pattern))
            })
            .collect();
        filters.sort_by(|(a, _), (b, _)| a.cmp(b));
        assert_eq!(filters, known, "{}", template.of);
    }
}
