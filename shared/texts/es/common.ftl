### Names, dates and lists that all pages and emails share.

## Dates and lists

date =
    { $weekday ->
        [1] lunes
        [2] martes
        [3] miércoles
        [4] jueves
        [5] viernes
        [6] sábado
       *[7] domingo
    }, { date-without-weekday }

date-without-weekday =
    { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }

list-two = { $first } y { $second }

business-days =
    { $days ->
        [one] { $days } día hábil
       *[other] { $days } días hábiles
    }
calendar-days =
    { $days ->
        [one] { $days } día calendario
       *[other] { $days } días calendario
    }

## Rights and laws

right =
    { $right ->
        [opt_out] No vender ni compartir mi información personal
        [limit] Limitar el uso de mi información personal confidencial
        [marketing_stop] No enviarme más correos de publicidad
        [admt_opt_out] No usar herramientas automatizadas para tomar decisiones sobre mí
        [delete] Eliminar mi información personal
        [know] Mostrarme la información personal que tienen sobre mí
        [know_categories] Decirme qué tipos de información personal tienen sobre mí
        [correct] Corregir mi información personal
        [admt_access] Explicarme una decisión automatizada que tomaron sobre mí
        [withdraw_consent] Retirar un consentimiento que les di
       *[admt_appeal] Que una persona revise una decisión automatizada sobre mí
    }

law =
    { $law ->
        [ccpa] Ley de Privacidad del Consumidor de California (CCPA)
       *[other] { $name }
    }

authority =
    { $law ->
        [alabama] la Fiscalía General de Alabama
        [ccpa] la Agencia de Protección de la Privacidad de California
        [colorado] la Fiscalía General de Colorado
        [connecticut] la Fiscalía General de Connecticut
        [delaware] el Departamento de Justicia de Delaware
        [indiana] la Fiscalía General de Indiana
        [iowa] la Fiscalía General de Iowa
        [kentucky] la Fiscalía General de Kentucky
        [louisiana] la Fiscalía General de Luisiana
        [maryland] la División de Protección al Consumidor de la Fiscalía General de Maryland
        [minnesota] la Fiscalía General de Minnesota
        [montana] la Fiscalía General de Montana
        [nebraska] la Fiscalía General de Nebraska
        [nevada] la Fiscalía General de Nevada
        [nevada_health] la Fiscalía General de Nevada
        [new_hampshire] la Fiscalía General de Nuevo Hampshire
        [new_jersey] la División de Asuntos del Consumidor de Nueva Jersey
        [oklahoma] la Fiscalía General de Oklahoma
        [oregon] la Fiscalía General de Oregón
        [rhode_island] la Fiscalía General de Rhode Island
        [tennessee] la Fiscalía General de Tennessee
        [texas] la Oficina del Procurador General de Texas
        [vermont] la Fiscalía General de Vermont
        [virginia] la Fiscalía General de Virginia
        [washington_health] la Fiscalía General de Washington
       *[other] { $name }
    }
authority-with-site = { authority } ({ $site })
