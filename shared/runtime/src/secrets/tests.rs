use super::vault::Vault;
use serde_json::json;

const RING: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[tokio::test]
async fn a_secret_counts_like_a_setting() {
    let vault = Vault::default();
    vault.put("honored/link-keys", RING);
    let settings = [
        ("LINK_KEYS_SECRET", "honored/link-keys"),
        ("ACCOUNT_KEYS_SECRET", ""),
    ];
    let runtime = vault.runtime(&settings).await.unwrap();
    assert!(runtime.link_keys().is_ok());
    assert!(runtime.account_keys().unwrap().is_none());
    assert_eq!(vault.reads(), 1);
    assert_eq!(
        runtime.settings().asked().into_iter().collect::<Vec<_>>(),
        ["ACCOUNT_KEYS", "LINK_KEYS"]
    );
}

#[tokio::test]
async fn an_unreadable_secret_is_named_with_a_remedy_and_never_shown() {
    let named = [("LINK_KEYS_SECRET", "honored/link-keys")];
    let refused = async |vault: &Vault, settings: &[(&str, &str)]| {
        let error = vault.runtime(settings).await.unwrap_err().to_string();
        assert!(!error.contains("planted"), "{error}");
        assert!(
            error.starts_with("the setting LINK_KEYS can't be used: "),
            "{error}"
        );
        error
    };
    let vault = Vault::default();
    assert!(
        refused(&vault, &named)
            .await
            .contains("create it, or correct the name")
    );
    vault.put_answer(
        "honored/link-keys",
        json!({ "SecretBinary": "cGxhbnRlZA==" }),
    );
    assert!(refused(&vault, &named).await.contains("it holds no text"));
    vault.refuse(Some("AccessDeniedException"));
    assert!(
        refused(&vault, &named)
            .await
            .contains("grant the role secretsmanager:GetSecretValue")
    );
    vault.refuse(Some("DecryptionFailure"));
    assert!(refused(&vault, &named).await.contains("kms:Decrypt"));
    vault.refuse(Some("InvalidRequestException"));
    assert!(
        refused(&vault, &named)
            .await
            .contains("marked for deletion")
    );
    vault.refuse(Some("Unheard"));
    assert!(refused(&vault, &named).await.contains("(Unheard)"));
    let both = [named[0], ("LINK_KEYS", "planted")];
    assert!(
        refused(&vault, &both)
            .await
            .contains("LINK_KEYS_SECRET is set, too")
    );
}

#[tokio::test]
async fn a_secret_that_the_function_does_not_declare_is_not_read() {
    let vault = Vault::default();
    vault.put("honored/link-keys", RING);
    let settings = [
        ("LINK_KEYS_SECRET", "honored/link-keys"),
        ("ANOTHER_EXTENSION_SECRET", "not-ours"),
        ("ANOTHER_EXTENSION", "on"),
    ];
    let runtime = vault.runtime(&settings).await.unwrap();
    assert!(runtime.link_keys().is_ok());
    assert_eq!(vault.reads(), 1);
}
