### The pages of links in emails: confirm, opt back in, appeal, answer, download.
###
### Los nombres de las solicitudes son femeninos ("solicitud"): las frases cuentan con ello.

action-request = Solicitud
action-reference = Número de referencia
action-status = Ver el estado de su solicitud
action-help = ¿Algo está mal? Escriba a [{ $inbox }](inbox) y díganos su número de referencia.
action-your-email = Su correo

## Confirm a request

confirm-title = Confirme que usted hizo esta solicitud
confirm-page =
    Si usted hizo esta solicitud, presione “Sí”. Así sabemos que viene de usted.
    Si no la hizo, presione “No”. Así sabemos que no viene de usted.
confirm-button = Sí, yo hice esta solicitud
confirm-no-button = No, no fui yo

confirm-agent-title = Confirme que usted permitió esta solicitud
confirm-agent-page =
    Alguien hizo esta solicitud por usted y dice que usted lo permitió. Si es así, presione “Sí”. Así sabemos que eso es lo que quiere.
    Si no lo permitió, presione “No”. Así sabemos que no lo quiere.
confirm-agent-button = Sí, lo permití
confirm-agent-no-button = No, no lo permití

confirmed-title = Usted confirmó esta solicitud
confirmed = Gracias. No tiene que hacer nada más. Le escribiremos cuando terminemos.

confirm-denied-title = Gracias por avisarnos
confirm-denied =
    Usted nos dijo que esta solicitud no es suya. Una persona de nuestro equipo de privacidad lo leerá.
    No tiene que hacer nada más. Si después presiona “Sí” por error, escríbanos.

## Opt back in

undo-name =
    { $right ->
        [opt_out] solicitud de no vender ni compartir su información
        [limit] solicitud de limitar el uso de su información confidencial
        [marketing_stop] solicitud de no recibir correos de publicidad
        [admt_opt_out] solicitud de no usar programas automáticos
        [withdraw_consent] solicitud de retirar su consentimiento
       *[other] solicitud
    }
undo-request-title =
    { $right ->
        [opt_out] Permitir de nuevo que se venda y se comparta mi información
        [limit] Quitar el límite sobre mi información confidencial
        [marketing_stop] Volver a recibir correos de publicidad
        [admt_opt_out] Permitir de nuevo decisiones automatizadas sobre mí
        [withdraw_consent] Dar todos mis consentimientos de nuevo
       *[other] Deshacer mi solicitud
    }
undo-request =
    Su { undo-name } está en vigor. Si presiona el botón, sigue en vigor por ahora, y le enviamos un correo. Termina cuando usted abra el enlace de ese correo y lo confirme ahí.
    Si quiere mantener su { undo-name }, cierre esta página.
undo-request-button = Envíenme el correo
undo-which = ¿Qué correo electrónico?
undo-which-hint = Enviaremos el correo ahí. Su solicitud termina solo para esa dirección.
undo-own-address = Enviamos nuestro correo a esta dirección.
undo-other-address = Su solicitud también nombró esta dirección.
undo-choose = Elija un correo electrónico

undo-requested-title = Le enviamos un correo
undo-requested = Su { undo-name } sigue en vigor. Para terminarla, abra el enlace del correo. Si el correo no ha llegado mañana, use esta página otra vez o escríbanos.

undo-title =
    { $right ->
        [limit] Quitar mi límite
        [marketing_stop] Volver a recibir correos de publicidad
        [withdraw_consent] Dar todos mis consentimientos de nuevo
       *[other] Poner fin a mi solicitud
    }
undo-effect =
    { $right ->
        [opt_out] Podremos vender su información personal, o compartirla para anuncios que siguen su actividad por sitios web y aplicaciones.
        [limit] Podremos usar su información personal confidencial para otros fines. Nuestra política de privacidad los explica.
        [marketing_stop] Podremos enviarle correos de publicidad.
        [admt_opt_out] Podremos usar tecnología automatizada para tomar decisiones importantes sobre usted.
        [withdraw_consent] Podremos usar su información otra vez de todas las maneras que usted aceptó antes. Si quiere permitir solo algunas, cierre esta página y escríbanos un correo.
       *[other] Dejará de estar en vigor.
    }
undo =
    Si presiona el botón, su { undo-name } termina para { $who }. { undo-effect }
    Si quiere mantener su { undo-name }, cierre esta página.

undone-title =
    { $right ->
        [opt_out] Su solicitud de no vender ni compartir terminó
        [limit] Su límite sobre información confidencial terminó
        [marketing_stop] Volverá a recibir correos de publicidad
        [admt_opt_out] Su solicitud sobre decisiones automatizadas terminó
        [withdraw_consent] Usted dio todos sus consentimientos de nuevo
       *[other] Su solicitud terminó
    }
undone-in-part =
    Terminó para { $who }.
    Sigue en vigor para todo lo demás que nombró la solicitud.
    { undone-change }
undone =
    Terminó para { $who }.
    Ya no está en vigor para nada de lo que nombró la solicitud.
    { undone-change }
undone-change = Puede cambiar de idea en cualquier momento. Su nueva solicitud entra en vigor de inmediato, y no tiene que dar una razón.
undone-repeat =
    { $right ->
        [opt_out] Pedir de nuevo que no vendan ni compartan
        [limit] Limitar el uso de nuevo
        [marketing_stop] Dejar de recibir publicidad de nuevo
        [admt_opt_out] Pedir de nuevo que no tomen decisiones automatizadas
        [withdraw_consent] Retirar mi consentimiento de nuevo
       *[other] Hacer la solicitud de nuevo
    }

# The second step for a child. A parent or guardian reads these pages.
undo-child-title =
    { $right ->
        [limit] Quitar el límite para mi hijo o hija
        [marketing_stop] Enviar de nuevo publicidad a mi hijo o hija
        [withdraw_consent] Dar todos los consentimientos para mi hijo o hija de nuevo
       *[other] Poner fin a la solicitud para mi hijo o hija
    }
undo-child-effect =
    { $right ->
        [opt_out] Podremos vender la información personal de su hijo o hija, o compartirla para anuncios que siguen su actividad por sitios web y aplicaciones.
        [limit] Podremos usar la información personal confidencial de su hijo o hija para otros fines. Nuestra política de privacidad los explica.
        [marketing_stop] Podremos enviar correos de publicidad a su hijo o hija.
        [admt_opt_out] Podremos usar tecnología automatizada para tomar decisiones importantes sobre su hijo o hija.
        [withdraw_consent] Podremos usar la información de su hijo o hija otra vez de todas las maneras que se aceptaron antes. Si quiere permitir solo algunas, cierre esta página y escríbanos un correo.
       *[other] Dejará de estar en vigor.
    }
undo-child =
    Si presiona el botón, la solicitud para su hijo o hija termina. { undo-child-effect }
    Si quiere mantener la solicitud para su hijo o hija, cierre esta página.
undone-child-title =
    { $right ->
        [opt_out] La solicitud de no vender ni compartir la información de su hijo o hija terminó
        [limit] El límite sobre la información confidencial de su hijo o hija terminó
        [marketing_stop] Su hijo o hija volverá a recibir correos de publicidad
        [admt_opt_out] La solicitud sobre decisiones automatizadas para su hijo o hija terminó
        [withdraw_consent] Usted dio todos los consentimientos para su hijo o hija de nuevo
       *[other] La solicitud para su hijo o hija terminó
    }
undone-child =
    Ya no está en vigor para su hijo o hija.
    { undone-change }

## Appeal

appeal-title = Apelar nuestra decisión
appeal-page = Si presiona el botón, una persona revisará de nuevo nuestra decisión sobre esta solicitud. No tiene costo. Le enviaremos el resultado por correo.
appeal-message = ¿Por qué cree que nos equivocamos? (opcional)
appeal-message-hint = Hasta { $most } caracteres. Si quiere mostrarnos documentos, responda a nuestro correo y adjúntelos.
appeal-button = Apelar
appealed-title = Recibimos su apelación
appealed = Una persona revisará de nuevo nuestra decisión. Le enviaremos el resultado a más tardar el { $date }.
appealed-decided = Una persona revisó de nuevo nuestra decisión. Nuestro correo tiene el resultado.

## Answer our question

answer-title = Responda a nuestra pregunta
answer-page = Leímos su correo y tenemos una pregunta para usted. Una persona leerá su respuesta. Use sus propias palabras.
answer-message = Su respuesta
answer-message-hint = Hasta { $most } caracteres.
answer-button = Enviar mi respuesta
answer-missing = Escriba su respuesta
answered-title = Recibimos su respuesta
answered = Gracias. Una persona la leerá. No tiene que hacer nada más.
message-too-long = Acorte este texto a { $most } caracteres, o envíenos un correo

## Download our response

download-title = Descargue nuestra respuesta
download-page = Nuestra respuesta es un archivo. Le enviamos un código en otro correo. Después de descargar el archivo, este enlace sirve una hora más, por si algo sale mal.
download-code = Código
download-code-hint = Ocho números, como 1234 5678. El código está en otro correo nuestro.
download-button = Descargar el archivo
download-no-code = Escriba el código de ocho números que le enviamos en otro correo
download-wrong-code =
    { $left ->
        [one] Ese código no es correcto. Puede intentarlo una vez más
       *[other] Ese código no es correcto. Puede intentarlo { $left } veces más
    }
downloaded-title = Usted descargó nuestra respuesta

new-code-title = Pida un código nuevo para nuestra respuesta
new-code-page = El enlace de nuestra respuesta ya no sirve. Si presiona el botón, le enviamos un código nuevo y el enlace sirve otra vez por 30 días.
new-code-button = Envíenme un código nuevo
new-code-sent-title = Le enviamos un código nuevo
new-code-sent = El enlace del correo con nuestra respuesta sirve otra vez por 30 días. El código anterior ya no sirve. Si el código nuevo no ha llegado mañana, revise su carpeta de correo no deseado y luego escríbanos.

## What can't be done

refused-already-responded-title = Ya respondimos a esta solicitud
refused-already-responded = No queda nada por confirmar. Si todavía lo quiere, haga la solicitud otra vez, o responda a nuestro correo.
refused-no-response-yet-title = Todavía no hemos respondido a esta solicitud
refused-no-response-yet = Puede apelar cuando tenga nuestra respuesta. Se la enviaremos por correo.
refused-under-review-title = Una persona está revisando esta solicitud
refused-under-review = No tiene que hacer nada ahora. Le escribiremos cuando terminemos.
refused-in-force-title = Esta solicitud está en vigor
refused-in-force = No hay nada que apelar. La página de estado tiene los detalles.
refused-not-in-force-title = Esta solicitud no está en vigor
refused-not-in-force = No hay nada que terminar. La página de estado tiene los detalles.
refused-requested-again-title = Usted hizo esta solicitud otra vez
refused-requested-again = La hizo después de nuestro correo. Este enlace ya no sirve, y su solicitud sigue en vigor.
refused-no-appeal-title = No puede apelar esta decisión aquí
refused-no-appeal = La ley que se aplica a esta solicitud no ofrece una apelación. Responda a nuestro correo y díganos por qué cree que nos equivocamos. Una persona leerá su respuesta.
refused-no-file-title = No hay nada que descargar aquí
refused-no-file = Nuestro correo dice cómo recibirá nuestra respuesta.
refused-locked-title = Se escribieron demasiados códigos incorrectos
refused-locked = Por su seguridad, este enlace ya no sirve. La página de estado tiene un botón para pedir un código nuevo.
refused-already-downloaded-title = Nuestra respuesta ya se descargó
refused-already-downloaded = Por su seguridad, este enlace ya no sirve. Si usted no la descargó, o si la necesita otra vez, la página de estado tiene un botón para pedir un código nuevo.
refused-file-unavailable-title = No podemos darle el archivo aquí
refused-file-unavailable = Responda a nuestro correo y buscaremos otra manera de darle nuestra respuesta.
refused-still-downloadable-title = Todavía puede descargar nuestra respuesta
refused-still-downloadable = Use el enlace del correo con nuestra respuesta, y el código de nuestro otro correo.
refused-too-many-codes-title = No podemos enviar otro código desde aquí
refused-too-many-codes = Responda a nuestro correo, y una persona le ayudará a obtener nuestra respuesta.
refused-too-many-messages-title = No podemos recibir otro mensaje aquí
refused-too-many-messages = Tenemos todo lo que ha escrito hasta ahora. Si hay más, responda a nuestro correo.
