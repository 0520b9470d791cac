//! The command `screen`, against a server that knows one stopped address.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};

/// Serves `/suppression/check` with this status until the test ends. Returns its address.
fn serve(status: u16) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                if let Some((name, value)) = line.split_once(':')
                    && name.eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            let asked: Value = serde_json::from_slice(&body).unwrap();
            let asked = asked["identifiers"].as_array().unwrap();
            let said: Vec<Value> = asked.iter().map(said_of).collect();
            let body = json!({ "identifiers": said }).to_string();
            let head = format!(
                "HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let stream = stream.get_mut();
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
    });
    address
}

fn said_of(identifier: &Value) -> Value {
    match identifier["value"].as_str().unwrap_or_default() {
        "stopped@example.org" => {
            json!({"purposes": {"sale_sharing": {"stopped": true, "since": "2026-11-21T18:00:00Z"}}})
        }
        "wrong" => json!({"error": "Enter an email address"}),
        _ => json!({"purposes": {}}),
    }
}

fn screen(list: &[u8], url: &str, options: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    Command::new(env!("CARGO_BIN_EXE_screen"))
        .arg(&file)
        .args(["--url", url])
        .args(options)
        .env("HONORED_TOKEN", "a token")
        .output()
        .unwrap()
}

fn written(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn every_kind_of_line_end_and_mark_finds_the_stopped_address() {
    let url = serve(200);
    for end in ["\n", "\r\n", "\r"] {
        for mark in ["", "\u{feff}"] {
            let list =
                format!("{mark}email,name{end}stopped@example.org,Ana{end}a@example.org,Tom{end}");
            let (code, stdout, stderr) = written(&screen(list.as_bytes(), &url, &[]));
            assert_eq!(code, Some(0), "{stderr}");
            assert!(
                stdout.contains("2,email,email,2026-11-21T18:00:00Z"),
                "{stdout}"
            );
            assert!(
                stderr.contains("2 rows, 2 identifiers: 1 stopped, 0 not checked"),
                "{stderr}"
            );
        }
    }
}

#[test]
fn a_row_that_is_not_checked_is_named_and_makes_the_status_2() {
    let url = serve(200);
    for (row, wrong) in [
        (
            "stopped@example.org",
            "2,,,,,,,,the row has 1 field instead of 2,",
        ),
        (
            "Ana,b,stopped@example.org",
            "2,,,,,,,,the row has 3 fields instead of 2,",
        ),
        (
            "Ana,",
            "2,,,,,,,,the row has no identifier in the columns that are checked,",
        ),
        (
            "Ana,wrong",
            "2,email,email,,,,,,Enter an email address,wrong",
        ),
        (
            "\"Ana,stopped@example.org",
            "2,,,,,,,,a quotation mark is not closed,",
        ),
        (
            "A\0na,stopped@example.org",
            "2,,,,,,,,the line has zero bytes; save the list as UTF-8,",
        ),
    ] {
        let list = format!("name,email\n{row}\nTom,a@example.org\n");
        let (code, stdout, stderr) = written(&screen(list.as_bytes(), &url, &[]));
        assert_eq!(code, Some(2), "{row}: {stderr}");
        assert!(stdout.lines().any(|line| line == wrong), "{row}: {stdout}");
        assert!(stderr.contains("1 not checked"), "{row}: {stderr}");
    }
}

#[test]
fn a_list_that_can_t_be_read_is_refused_with_its_name() {
    let url = serve(200);
    let utf_16: Vec<u8> = "\u{feff}email\r\nstopped@example.org\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (list, options, message) in [
        (&utf_16[..], &[][..], "list.csv: the list is UTF-16"),
        (b"", &[], "list.csv: the list is empty"),
        (b"email\n", &[], "list.csv has no row to check"),
        (
            b"email\na@example.org\n",
            &["--from", "9"],
            "list.csv has no row to check",
        ),
        (b"name\nAna\n", &[], "names no column that can be checked"),
    ] {
        let (code, _, stderr) = written(&screen(list, &url, options));
        assert_eq!(code, Some(1), "{stderr}");
        assert!(stderr.contains(message), "{stderr}");
    }
}

#[test]
fn a_first_call_that_fails_says_what_happened_first() {
    let (code, _, stderr) = written(&screen(b"email\na@example.org\n", &serve(403), &[]));
    assert_eq!(code, Some(1));
    let said = stderr.trim_end();
    assert!(
        said.starts_with("the API ") && said.ends_with("Nothing was checked."),
        "{said}"
    );
}

#[test]
fn help_and_version_are_output_and_no_error() {
    for (argument, begins) in [("--help", "usage: screen FILE"), ("--version", "screen 0.")] {
        let output = Command::new(env!("CARGO_BIN_EXE_screen"))
            .arg(argument)
            .output();
        let (code, stdout, stderr) = written(&output.unwrap());
        assert_eq!((code, stderr.as_str()), (Some(0), ""));
        assert!(stdout.starts_with(begins), "{stdout}");
    }
}
