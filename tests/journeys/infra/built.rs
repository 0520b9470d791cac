//! cargo finds the packages that SAM and CDK ask it to build. The tools don't run here, because a build takes minutes.

use super::template::{CDK, SAM};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Returns the functions of a template with their build metadata.
fn functions(template: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(template).expect("a template is JSON");
    let resources = document["Resources"].as_object().expect("resources");
    let functions = resources.values().filter(|resource| {
        resource["Type"] == "AWS::Lambda::Function"
            && !resource["Metadata"]["BuildProperties"].is_null()
    });
    functions.cloned().collect()
}

/// Runs cargo in a folder of the workspace and returns whether it finds a binary with these flags.
fn finds(folder: &str, binary: &str, flags: &[&str]) -> Result<(), String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let asked = Command::new(env!("CARGO"))
        .current_dir(workspace.join(folder))
        .args(["build", "--offline", "--release", "--bin", binary])
        .args(flags)
        .args(["--unit-graph", "-Zunstable-options"]) // it plans, and builds nothing
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .expect("cargo can be run");
    match asked.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&asked.stderr).into_owned()),
    }
}

#[test]
fn infra_sam_asks_for_each_binary_where_cargo_finds_it() {
    let functions = functions(SAM);
    assert_eq!(functions.len(), local::Function::ALL.len());
    for function in functions {
        let folder = function["Properties"]["Code"]["S3Key"].as_str();
        let binary = function["Metadata"]["BuildProperties"]["Binary"].as_str();
        let (folder, binary) = (folder.expect("a folder"), binary.expect("a binary"));
        assert_eq!(finds(folder, binary, &[]), Ok(()), "{folder}");
    }
}

#[test]
fn infra_cdk_asks_for_each_binary_by_flags_with_which_cargo_finds_it() {
    let functions = functions(CDK);
    assert_eq!(functions.len(), local::Function::ALL.len());
    for function in functions {
        let asks = &function["Metadata"]["BuildProperties"];
        let flags = asks["Flags"].as_array().expect("flags").iter();
        let flags: Vec<&str> = flags.filter_map(Value::as_str).collect();
        let binary = asks["Binary"].as_str().expect("a binary");
        assert_eq!(finds(".", binary, &flags), Ok(()), "{binary}");
    }
    // Without the flags, cargo doesn't find it.
    assert!(finds(".", "desk", &[]).is_err());
}
