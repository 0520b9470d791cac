//! Rights in languages other than English.

use super::rights::assert_read;

#[test]
fn spanish_and_portuguese_letters() {
    assert_read(&[
        ("opt_out", "No vendan ni compartan mis datos personales."),
        ("opt_out", "Me opongo a la venta de mis datos personales."),
        ("opt_out", "Por favor, dejen de vender mis datos."),
        ("delete", "Por favor, eliminen todos mis datos personales."),
        ("delete", "Solicito la supresión de mis datos personales."),
        ("know", "Quiero saber qué datos tienen sobre mí."),
        ("know", "Solicito acceso a mis datos personales."),
        (
            "correct",
            "Les ruego que corrijan mis datos, mi nombre está mal escrito.",
        ),
        ("marketing_stop", "No quiero recibir más publicidad."),
        ("marketing_stop", "Quiero darme de baja del boletín."),
        (
            "delete+opt_out",
            "No vendan mis datos. Además, borren mi información personal.",
        ),
        (
            "nothing",
            "¿Cuándo llega mi pedido? Lo espero desde hace dos semanas, muchas gracias.",
        ),
        (
            "opt_out",
            "Não vendam nem compartilhem os meus dados pessoais.",
        ),
        ("opt_out", "Oponho-me à venda dos meus dados pessoais."),
        ("delete", "Por favor, excluam todos os meus dados."),
        ("delete", "Solicito a eliminação dos meus dados pessoais."),
        ("know", "Solicito acesso aos meus dados pessoais."),
        ("know", "Quais dados vocês têm sobre mim?"),
        (
            "correct",
            "Peço a correção dos meus dados, o meu nome está errado.",
        ),
        ("marketing_stop", "Não quero mais receber publicidade."),
        (
            "nothing",
            "Quando chega a minha encomenda? Estou à espera há duas semanas.",
        ),
    ]);
}

#[test]
fn german_and_dutch_letters() {
    assert_read(&[
        ("opt_out", "Bitte verkaufen Sie meine Daten nicht."),
        (
            "opt_out",
            "Ich widerspreche dem Verkauf meiner personenbezogenen Daten.",
        ),
        (
            "opt_out",
            "Ich möchte nicht, dass Sie meine Daten weitergeben oder verkaufen.",
        ),
        ("delete", "Bitte löschen Sie alle meine Daten."),
        (
            "delete",
            "Hiermit beantrage ich die Löschung meiner personenbezogenen Daten.",
        ),
        (
            "know",
            "Ich bitte um Auskunft über die zu meiner Person gespeicherten Daten.",
        ),
        ("know", "Welche Daten haben Sie über mich gespeichert?"),
        ("correct", "Bitte berichtigen Sie meine Adresse."),
        (
            "marketing_stop",
            "Ich widerspreche der Nutzung meiner Daten für Werbung.",
        ),
        ("marketing_stop", "Bitte keine weitere Werbung mehr."),
        (
            "delete+know",
            "Ich verlange Auskunft über meine Daten. Danach löschen Sie bitte meine Daten.",
        ),
        (
            "nothing",
            "Ich möchte einen Tisch für vier Personen am Samstag reservieren.",
        ),
        ("opt_out", "Verkoop mijn gegevens niet."),
        (
            "opt_out",
            "Ik maak bezwaar tegen de verkoop van mijn persoonsgegevens.",
        ),
        ("delete", "Verwijder al mijn gegevens."),
        (
            "delete",
            "Ik verzoek u mijn persoonsgegevens te verwijderen.",
        ),
        ("know", "Ik verzoek om inzage in mijn persoonsgegevens."),
        ("know", "Welke gegevens heeft u over mij?"),
        ("correct", "Gelieve mijn gegevens te corrigeren."),
        ("marketing_stop", "Stop met het sturen van reclame."),
        (
            "nothing",
            "Waar blijft mijn bestelling? Ik wacht al twee weken op het pakket.",
        ),
    ]);
}

#[test]
fn french_and_italian_letters() {
    assert_read(&[
        ("opt_out", "Ne vendez pas mes données personnelles."),
        ("opt_out", "Je m'oppose à la vente de mes données."),
        (
            "opt_out",
            "Merci de ne plus partager ni vendre mes données personnelles.",
        ),
        ("delete", "Veuillez supprimer toutes mes données."),
        (
            "delete",
            "Je demande l'effacement de mes données personnelles.",
        ),
        (
            "know",
            "Je souhaite obtenir une copie de mes données personnelles.",
        ),
        ("know", "Quelles données avez-vous sur moi ?"),
        ("correct", "Merci de rectifier mon nom dans vos fichiers."),
        (
            "marketing_stop",
            "Je ne souhaite plus recevoir vos publicités.",
        ),
        (
            "marketing_stop",
            "Merci de me désabonner de votre newsletter.",
        ),
        (
            "nothing",
            "Où est ma commande ? Je l'attends depuis deux semaines, merci de votre aide.",
        ),
        ("opt_out", "Non vendete i miei dati personali."),
        ("opt_out", "Mi oppongo alla vendita dei miei dati."),
        ("delete", "Cancellate tutti i miei dati, per favore."),
        ("delete", "Chiedo la cancellazione dei miei dati personali."),
        ("know", "Richiedo l'accesso ai miei dati personali."),
        ("know", "Quali dati avete su di me?"),
        ("correct", "Vi prego di correggere il mio indirizzo."),
        ("marketing_stop", "Non voglio più ricevere pubblicità."),
        (
            "nothing",
            "Dove è il mio ordine? Lo aspetto da due settimane, grazie per la risposta.",
        ),
    ]);
}
