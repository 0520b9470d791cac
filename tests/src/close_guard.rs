//! A test must close its app, because `close` runs the final checks.

/// Panics when it is dropped before [`CloseGuard::close`], unless the test has failed already.
#[derive(Debug, Default)]
pub(crate) struct CloseGuard {
    closed: bool,
}

impl CloseGuard {
    /// Records that the final checks run.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }
}

impl Drop for CloseGuard {
    fn drop(&mut self) {
        assert!(
            self.closed || std::thread::panicking(),
            "this test did not close its app, so nothing was checked at its end: call `close().await`, or `interrupt().await` to stop it in the middle of its work"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::CloseGuard;

    #[test]
    #[should_panic(expected = "did not close its app")]
    fn an_app_that_is_dropped_without_its_final_checks_fails_the_test() {
        drop(CloseGuard::default());
    }

    #[test]
    fn a_closed_app_is_dropped_quietly() {
        let mut guard = CloseGuard::default();
        guard.close();
    }
}
