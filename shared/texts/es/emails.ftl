### Emails to requesters.
###
### Trato de "usted". Los nombres de las solicitudes son femeninos ("solicitud", "apelación"): las frases cuentan con ello.

## Facts under most emails

fact-reference = Número de referencia
fact-request = Su solicitud
fact-received = Fecha de recepción
fact-in-effect-since = En vigor desde
fact-notify-by = Avisaremos a otros a más tardar el
fact-read-by = Lo leeremos a más tardar el
fact-act-by = Actuaremos a más tardar el
fact-decide-by = Decidiremos a más tardar el
fact-respond-by = Responderemos a más tardar el
fact-law = Ley
fact-sections = Secciones
fact-applies-to = Se aplica a
fact-code = Código

## Sentences and links that several emails share

status-link = Ver el estado de su solicitud
status-link-of = Ver el estado de { $reference }
label-with-reference = { $label } ({ $reference })
subject = { $headline } ({ $reference })

policy-date = Esta fecha es una promesa nuestra. La ley no fija un plazo.
nothing-to-do = No tiene que hacer nada.
unasked-heading = Si usted no pidió esto
unasked-tell-us = Responda a este correo y díganoslo.
form-link = Hacer una solicitud

## Footer

footer-automated = Este es un correo automático. Puede responder: una persona de nuestro equipo de privacidad lee las respuestas.
footer-agent = Si usted hizo esta solicitud por otra persona, "usted" en este correo se refiere a esa persona.
footer-policy-link = Política de privacidad
footer-form-link = Hacer una solicitud

## Immediate rights: what a request is called

immediate-name =
    { $right ->
        [opt_out] solicitud de no vender ni compartir su información
        [limit] solicitud de limitar el uso de su información confidencial
        [marketing_stop] solicitud de no recibir correos de publicidad
        [withdraw_consent] solicitud de retirar su consentimiento
       *[admt_opt_out] solicitud de no usar programas automáticos
    }

immediate-effect =
    { $right ->
        [opt_out] No vendemos su información personal. Tampoco la compartimos para anuncios que siguen su actividad por sitios web y aplicaciones.
        [limit] Usamos su información personal confidencial solo para lo que la ley aún permite. Por ejemplo, para darle lo que nos pidió y para que nuestros servicios sean seguros.
        [marketing_stop] No le enviamos correos de publicidad.
        [withdraw_consent] No usamos su información para nada que necesite su consentimiento.
       *[admt_opt_out] No usamos programas automáticos para decidir cosas importantes sobre usted.
    }

## Immediate rights: recorded

recorded-headline =
    { $right ->
        [opt_out] Su solicitud de no vender ni compartir su información está en vigor
        [limit] Su límite sobre información confidencial está en vigor
        [marketing_stop] Ya no le enviamos correos de publicidad
        [withdraw_consent] Usted retiró su consentimiento
       *[admt_opt_out] Su solicitud sobre decisiones automatizadas está en vigor
    }

recorded = Registramos su { immediate-name }. Está en vigor en nuestros sistemas desde el { $date }. { immediate-effect }

recorded-marketing-on-its-way = Aún le pueden llegar correos que ya iban en camino.
recorded-significant-decisions = Se trata de decisiones sobre dinero y préstamos, vivienda, estudios, trabajo y atención médica.

recorded-notifying =
    { $right ->
        [marketing_stop] También estamos avisando a las empresas que envían correos de publicidad por nosotros. Terminaremos a más tardar el { $date }.
        [withdraw_consent] También estamos avisando a las otras empresas que recibieron su información porque usted dio su consentimiento. Terminaremos a más tardar el { $date }.
       *[other] También estamos avisando a las otras empresas que deben cumplirla. Terminaremos a más tardar el { $date }.
    }

recorded-no-partners = No tenemos que avisar a ninguna otra empresa, así que ya terminamos.

recorded-ask-again = No tiene que hacer nada. No le pediremos que cambie de idea durante al menos { $months } meses.

recorded-limits-heading = Lo que su solicitud no hace

recorded-limits =
    { $right ->
        [opt_out]
            No afecta a las empresas que trabajan para nosotros, por ejemplo las que cuidan nuestros sistemas. Aún pueden manejar su información por encargo nuestro.
            No elimina su información. Eso lo puede pedir por separado.
        [limit]
            No afecta a las empresas que trabajan para nosotros. Aún pueden manejar su información confidencial por encargo nuestro, con el mismo límite.
            No abarca el resto de su información personal, y no impide que su información se venda o se comparta. Eso lo puede pedir por separado.
            No elimina su información. Eso lo puede pedir por separado.
        [marketing_stop]
            No detiene los correos sobre sus pedidos o su cuenta.
            No borra su dirección de nuestros registros. La necesitamos para saber a dónde no enviar publicidad.
            No impide que su información se venda o se comparta, y no la elimina. Eso lo puede pedir por separado.
        [withdraw_consent]
            No detiene los usos que la ley permite sin su consentimiento. Por ejemplo, para darle lo que nos pidió.
            No impide que su información se venda o se comparta, y no la elimina. Eso lo puede pedir por separado.
       *[admt_opt_out]
            No afecta las decisiones que toman personas.
            No afecta a las empresas que trabajan para nosotros. Aún pueden manejar su información por encargo nuestro, pero no para tomar esas decisiones.
            No elimina su información. Eso lo puede pedir por separado.
    }

recorded-unasked = No tiene que hacer nada. No tiene costo.
recorded-undo-by-link = Si quiere deshacer esta solicitud, use este enlace o responda a este correo.
recorded-undo-by-reply = Si quiere deshacer esta solicitud, responda a este correo.
recorded-undo-by-parent = Si quiere deshacerla para su hijo o hija, responda a este correo. Primero confirmaremos que usted es la madre, el padre o el tutor.

recorded-undo-link =
    { $right ->
        [opt_out] Permitir de nuevo que se venda y se comparta mi información
        [limit] Quitar el límite sobre mi información confidencial
        [marketing_stop] Volver a recibir correos de publicidad
        [withdraw_consent] Dar de nuevo todos mis consentimientos
       *[admt_opt_out] Permitir de nuevo decisiones automatizadas sobre mí
    }

## Immediate rights: every partner has confirmed

done-headline =
    { $right ->
        [opt_out] Solicitud de no vender ni compartir mi información cumplida
        [limit] Solicitud de limitar el uso cumplida
        [marketing_stop] Solicitud de no recibir publicidad cumplida
        [withdraw_consent] Solicitud de retirar el consentimiento cumplida
       *[admt_opt_out] Cumplimos lo que pidió sobre decisiones automatizadas
    }

done = Su { immediate-name } está en vigor desde el { $date }. { immediate-effect }

done-no-partners = Está en vigor en nuestros sistemas. No tuvimos que avisar a ninguna otra empresa.

done-all-confirmed =
    { $notified ->
        [one]
            Avisamos a la única empresa que debe cumplirla. { $date ->
                [unknown] Confirmó.
               *[other] Confirmó el { $date }.
            }
       *[other]
            Avisamos a las { $notified } empresas que deben cumplirla. { $date ->
                [unknown] Las { $notified } confirmaron.
               *[other] Las { $notified } confirmaron, la última el { $date }.
            }
    }

done-all-excused =
    { $excused ->
        [one] En el caso de una empresa, anotamos por qué no tuvimos que avisarle.
       *[other] En el caso de { $excused } empresas, anotamos por qué no tuvimos que avisarles.
    }

done-some-confirmed =
    { $date ->
        [unknown]
            { $notified ->
                [one] De { $total } empresas, una confirmó que la cumple.
               *[other] De { $total } empresas, { $notified } confirmaron que la cumplen.
            }
       *[other]
            { $notified ->
                [one] De { $total } empresas, una confirmó el { $date } que la cumple.
               *[other] De { $total } empresas, { $notified } confirmaron que la cumplen, la última el { $date }.
            }
    }
done-others-excused =
    { $excused ->
        [one] En el caso de la otra, anotamos por qué no tuvimos que avisarle.
       *[other] En el caso de las otras { $excused }, anotamos por qué no tuvimos que avisarles.
    }
done-partly-confirmed = { done-some-confirmed } { done-others-excused }

done-end = Ya terminamos. No tiene que hacer nada.
done-end-ask-again = Ya terminamos. No tiene que hacer nada. No le pediremos que cambie de idea durante al menos { $months } meses.

## Immediate rights: opting back in

opt-in-headline =
    { $right ->
        [opt_out] ¿Quiere que podamos vender y compartir su información?
        [limit] ¿Quiere quitar el límite sobre su información confidencial?
        [marketing_stop] ¿Quiere volver a recibir correos de publicidad?
        [withdraw_consent] ¿Quiere dar de nuevo todos sus consentimientos?
       *[admt_opt_out] ¿Quiere permitir decisiones automatizadas sobre usted?
    }

# After "nos pidió".
opt-in-request =
    { $right ->
        [opt_out] poner fin a la solicitud de no vender ni compartir su información
        [limit] quitar el límite sobre su información confidencial
        [marketing_stop] enviarle de nuevo correos de publicidad
        [withdraw_consent] aceptar de nuevo todos sus consentimientos
       *[admt_opt_out] poner fin a la solicitud de no usar programas automáticos
    }

opt-in-effect =
    { $right ->
        [opt_out] Podremos vender su información personal, o compartirla para anuncios que siguen su actividad por sitios web y aplicaciones.
        [limit] Podremos usar su información personal confidencial para otros fines. Nuestra política de privacidad los explica.
        [marketing_stop] Podremos enviarle correos de publicidad.
        [withdraw_consent] Podremos usar de nuevo su información de todas las formas que usted aceptó antes.
       *[admt_opt_out] Podremos usar programas automáticos para decidir cosas importantes sobre usted.
    }

opt-in-question = El { $date }, alguien que dio esta dirección de correo nos pidió { opt-in-request }. Nada ha cambiado. Nada cambiará si usted no lo confirma. Si lo confirma, cambiará esto: { opt-in-effect }
opt-in-question-in-short = El { $date }, alguien que dio esta dirección de correo nos pidió { opt-in-request }. Nada cambia si usted no lo confirma. Si lo confirma, cambiará esto: { opt-in-effect }

opt-in-how = El enlace abre una página que muestra lo que cambiará. La página tiene un botón para confirmarlo. El enlace sirve por 30 días, y solo para esta dirección.

opt-in-link =
    { $right ->
        [opt_out] Permitir que vendan y compartan mi información
        [limit] Quitar mi límite
        [marketing_stop] Volver a recibir correos de publicidad
        [withdraw_consent] Dar de nuevo todos mis consentimientos
       *[admt_opt_out] Permitir decisiones automatizadas sobre mí
    }

opt-in-link-general = Volver a permitirlo

opt-in-unasked = No tiene que hacer nada. Su { immediate-name } sigue en vigor.

opted-back-in-headline =
    { $right ->
        [opt_out] Su solicitud de no vender ni compartir su información terminó
        [limit] Su límite sobre información confidencial terminó
        [marketing_stop] Volverá a recibir correos de publicidad
        [withdraw_consent] Usted dio de nuevo todos sus consentimientos
       *[admt_opt_out] Su solicitud sobre decisiones automatizadas terminó
    }
opted-back-in = Usted nos pidió { opt-in-request }, y lo confirmó. Su { immediate-name } ya no está en vigor. { opt-in-effect }

opted-back-in-partly-headline =
    { $right ->
        [opt_out] Su solicitud de no vender ni compartir terminó para esta dirección
        [limit] Su límite terminó para esta dirección
        [marketing_stop] Volverá a recibir publicidad en esta dirección
        [withdraw_consent] Usted dio de nuevo todos sus consentimientos para esta dirección
       *[admt_opt_out] Su solicitud sobre decisiones automatizadas terminó para esta dirección
    }
opted-back-in-partly = Usted nos pidió { opt-in-request } para esta dirección, y lo confirmó. Su { immediate-name } ya no está en vigor para esta dirección. Sigue en vigor para los demás datos de su solicitud.

opted-back-in-change = Puede cambiar de idea en cualquier momento. Su nueva solicitud entra en vigor de inmediato, y no tiene que dar una razón.
opted-back-in-link =
    { $right ->
        [opt_out] Pedir de nuevo que no vendan ni compartan
        [limit] Limitar el uso de nuevo
        [marketing_stop] Pedir de nuevo que no me envíen publicidad
        [withdraw_consent] Retirar de nuevo mi consentimiento
       *[admt_opt_out] Pedir de nuevo que no tomen decisiones automatizadas
    }
opted-back-in-unasked = Haga su solicitud de nuevo con el formulario, o responda a este correo y díganoslo. En ambos casos, cuenta desde el momento en que la recibimos.

## Immediate rights: opting a child back in. A parent or guardian reads these emails.

opt-in-headline-child =
    { $right ->
        [opt_out] ¿Quiere que podamos vender y compartir la información de su hijo o hija?
        [limit] ¿Quiere quitar el límite para su hijo o hija?
        [marketing_stop] ¿Quiere que su hijo o hija vuelva a recibir correos de publicidad?
        [withdraw_consent] ¿Quiere dar de nuevo todos los consentimientos para su hijo o hija?
       *[admt_opt_out] ¿Quiere permitir decisiones automatizadas sobre su hijo o hija?
    }

# After "nos pidió".
opt-in-request-child =
    { $right ->
        [opt_out] poner fin a la solicitud de no vender ni compartir la información de su hijo o hija
        [limit] quitar el límite sobre la información confidencial de su hijo o hija
        [marketing_stop] enviar de nuevo correos de publicidad a su hijo o hija
        [withdraw_consent] aceptar de nuevo todos los consentimientos para su hijo o hija
       *[admt_opt_out] poner fin a la solicitud de no usar programas automáticos para su hijo o hija
    }

opt-in-effect-child =
    { $right ->
        [opt_out] Podremos vender la información personal de su hijo o hija, o compartirla para anuncios que siguen su actividad por sitios web y aplicaciones.
        [limit] Podremos usar la información personal confidencial de su hijo o hija para otros fines. Nuestra política de privacidad los explica.
        [marketing_stop] Podremos enviar correos de publicidad a su hijo o hija.
        [withdraw_consent] Podremos usar de nuevo la información de su hijo o hija de todas las formas que se aceptaron antes.
       *[admt_opt_out] Podremos usar programas automáticos para decidir cosas importantes sobre su hijo o hija.
    }

opt-in-question-child = El { $date }, alguien que dio esta dirección de correo nos pidió { opt-in-request-child }. Nada ha cambiado. Nada cambiará si usted no lo confirma. Si lo confirma, cambiará esto: { opt-in-effect-child }
opt-in-question-in-short-child = El { $date }, alguien que dio esta dirección de correo nos pidió { opt-in-request-child }. Nada cambia si usted no lo confirma. Si lo confirma, cambiará esto: { opt-in-effect-child }

opt-in-link-child =
    { $right ->
        [opt_out] Permitir que vendan y compartan la información de mi hijo o hija
        [limit] Quitar el límite para mi hijo o hija
        [marketing_stop] Enviar de nuevo publicidad a mi hijo o hija
        [withdraw_consent] Dar de nuevo todos los consentimientos para mi hijo o hija
       *[admt_opt_out] Permitir decisiones automatizadas sobre mi hijo o hija
    }

opt-in-unasked-child = No tiene que hacer nada. La solicitud para su hijo o hija sigue en vigor.

opted-back-in-headline-child =
    { $right ->
        [opt_out] La solicitud para su hijo o hija terminó
        [limit] El límite para su hijo o hija terminó
        [marketing_stop] Su hijo o hija volverá a recibir correos de publicidad
        [withdraw_consent] Usted dio de nuevo todos los consentimientos para su hijo o hija
       *[admt_opt_out] La solicitud sobre decisiones automatizadas para su hijo o hija terminó
    }
opted-back-in-child = Usted nos pidió { opt-in-request-child }, y lo confirmó. La solicitud para su hijo o hija ya no está en vigor. { opt-in-effect-child }

## Immediate rights: denied

immediate-denied-headline =
    { $right ->
        [opt_out] No vamos a cumplir su solicitud de no vender ni compartir
        [limit] No vamos a cumplir su solicitud de limitar el uso
        [marketing_stop] No vamos a cumplir su solicitud de no recibir publicidad
        [withdraw_consent] No vamos a cumplir su solicitud de retirar el consentimiento
       *[admt_opt_out] No vamos a cumplir su solicitud de no usar programas automáticos
    }
immediate-denied = Revisamos la solicitud que recibimos el { $date }. Creemos que es fraudulenta, así que no la vamos a cumplir. Ya no está en vigor.
immediate-denied-because = Esta es la razón por la que lo creemos:
immediate-denied-wrong-heading = Si nos equivocamos
immediate-denied-wrong = Responda a este correo y díganoslo. Una persona leerá su respuesta y revisará su solicitud de nuevo. Para esto no necesitamos ver una identificación.

## Verifiable rights: what a request is called

verifiable-name =
    { $right ->
        [delete] solicitud de eliminación
        [know] solicitud de una copia de su información
        [know_categories] solicitud de las categorías de información
        [correct] solicitud de corrección
        [admt_access] solicitud de una explicación
       *[admt_appeal] apelación de una decisión automatizada
    }

## Verifiable rights: received

received-headline-confirm = Por favor, confirme su { verifiable-name }
received-headline = Recibimos su { verifiable-name }
received = Recibimos su { verifiable-name } el { $date }. Una persona se encargará de ella. No tiene costo.

received-correct-heading = Qué está mal
received-correct = Si aún no nos lo ha dicho, responda a este correo: ¿qué está mal y cuál es el dato correcto? Puede adjuntar documentos.

identity-heading = Cómo verificamos su identidad
identity-how = Primero comparamos lo que nos dio con la información que tenemos. Si necesitamos algo más, le escribiremos a esta dirección. Nunca pedimos una identificación que no nos haga falta.
identity-parent-heading = Cómo confirmamos que es la madre, el padre o el tutor
identity-parent = Esta solicitud es sobre un niño o una niña menor de 13 años. Nos comunicaremos con usted para confirmar que es la madre, el padre o el tutor.
identity-parent-until = Hasta entonces, no vamos a revelar, cambiar ni eliminar nada.
identity-until = Hasta que verifiquemos su identidad, no vamos a revelar, cambiar ni eliminar nada.

when-heading = Cuándo tendrá noticias nuestras
when-respond = Responderemos a más tardar el { $date }.
when-extension = Si necesitamos más tiempo, le escribiremos antes de esa fecha y le diremos por qué. La ley permite una sola prórroga, de { $days }.

received-period = Nuestra respuesta abarcará toda la información que tenemos sobre usted, sin importar de cuándo sea. Si solo necesita un período, responda a este correo y díganos cuál.

confirm-heading = Por favor, confirme que usted hizo esta solicitud
confirm = Abra este enlace y haga clic en el botón de la página. No necesita una cuenta.
confirm-link = Confirmar mi solicitud

confirm-represented-heading = Por favor, confirme que usted permitió esta solicitud
confirm-represented = Alguien hizo esta solicitud por usted y dice que usted lo permitió. Si es así, abra este enlace y haga clic en el botón de la página. No necesita una cuenta, y no tiene que hacer la solicitud de nuevo. Si esa persona nos muestra un poder legal (power of attorney) que usted le dio, no necesitamos que confirme.
confirm-represented-link = Confirmar que lo permití

## Verifiable rights: verification due, extended

reminder-headline = Recordatorio: confirme su { verifiable-name }
reminder = Recibimos su { verifiable-name } el { $date }. Aún no hemos verificado su identidad. Hasta que lo hagamos, no vamos a revelar, cambiar ni eliminar nada.
reminder-unasked = No tiene que hacer nada. No pasará nada con su información.

extended-headline = Necesitamos más tiempo para su { verifiable-name }
extended = Estamos trabajando en la { verifiable-name } que recibimos el { $date }, pero no podemos terminar en la primera fecha. Esta es la razón:
extended-first = La primera fecha era el { $first }. Ahora responderemos a más tardar el { $date }. La ley permite una sola prórroga, así que no habrá otra.
extended-now = Ahora responderemos a más tardar el { $date }. La ley permite una sola prórroga, así que no habrá otra.

## Verifiable rights: response

granted-headline = Su { verifiable-name }: aprobada
granted =
    { $right ->
        [delete] Eliminamos la información personal que nos pidió eliminar, o la cambiamos de modo que nadie la pueda vincular con usted.
        [know] Recibirá una copia de la información personal que tenemos sobre usted.
        [know_categories] Recibirá una lista de las categorías de información personal que tenemos sobre usted. Dice de dónde vienen, para qué las usamos y quién las recibe.
        [correct] Corregimos los datos personales que nos pidió corregir.
        [admt_access] Recibirá una explicación de la decisión automatizada sobre usted.
       *[admt_appeal] Una persona que puede anular la decisión la vio de nuevo. La cambió como usted pidió.
    }

in-part-headline = Su { verifiable-name }: aprobada en parte
in-part =
    { $right ->
        [delete] Eliminamos una parte de la información personal que nos pidió eliminar, o la cambiamos de modo que nadie la pueda vincular con usted.
        [know] Recibirá una copia de una parte de la información personal que tenemos sobre usted.
        [know_categories] Recibirá una lista de algunas de las categorías de información personal que tenemos sobre usted.
        [correct] Corregimos una parte de los datos personales que nos pidió corregir.
        [admt_access] Recibirá una parte de la explicación de la decisión automatizada sobre usted.
       *[admt_appeal] Una persona que puede anular la decisión la vio de nuevo. Cambió una parte.
    }
in-part-rest = No aprobamos el resto, porque { denial-basis }.

denied-headline = Su { verifiable-name }: denegada
denied =
    { $right ->
        [delete] No eliminamos su información personal, porque { denial-basis }.
        [know] No le enviaremos una copia de su información personal, porque { denial-basis }.
        [know_categories] Usted pidió una lista de las categorías de información personal que tenemos sobre usted. No se la enviaremos, porque { denial-basis }.
        [correct] No cambiamos su información personal, porque { denial-basis }.
        [admt_access] No le enviaremos una explicación de la decisión automatizada, porque { denial-basis }.
       *[admt_appeal] Una persona que puede anular la decisión la vio de nuevo. La decisión sigue igual, porque { denial-basis }.
    }

denial-basis =
    { $basis ->
        [lawful_exception]
            { $right ->
                [delete] la ley nos obliga o nos permite conservar esa información
                [correct] la ley nos obliga o nos permite no hacer ese cambio
                [admt_appeal] la ley nos obliga o nos permite mantener esa decisión
               *[other] la ley nos obliga o nos permite no dar a conocer esa información
            }
        [accurate] concluimos que la información es correcta
        [repeated_without_news] respondimos a la misma solicitud en los últimos seis meses y no se mostró nada nuevo
        [too_often] respondimos a esta solicitud dos veces en los últimos doce meses
       *[unfounded] es claro que la solicitud no tiene base o es excesiva
    }

not-verified-headline = Su { verifiable-name }: no verificada
not-verified =
    { $right ->
        [delete] No pudimos verificar que esta solicitud viene de la persona a la que se refiere. Para proteger a esa persona, no eliminamos nada.
        [know] No pudimos verificar que esta solicitud viene de la persona a la que se refiere. Para proteger a esa persona, no enviaremos una copia. Tratamos la solicitud como una solicitud de las categorías de información que tenemos.
        [know_categories] No pudimos verificar que esta solicitud viene de la persona a la que se refiere. Para proteger a esa persona, no enviaremos una lista.
        [correct] No pudimos verificar que esta solicitud viene de la persona a la que se refiere. Para proteger a esa persona, no cambiamos nada.
        [admt_access] No pudimos verificar que esta solicitud viene de la persona a la que se refiere la decisión. Para proteger a esa persona, no la explicaremos.
       *[admt_appeal] No pudimos verificar que esta apelación viene de la persona a la que se refiere la decisión. La decisión sigue igual.
    }
response-words = Una persona de nuestro equipo de privacidad agrega:

not-verified-again-heading = Si usted hizo esta solicitud
not-verified-again = Responda a este correo y denos otro dato que nos ayude a encontrar su información. También puede hacer la solicitud de nuevo en cualquier momento.

after-grant-delete = También estamos avisando a las empresas que recibieron la información de nosotros. Ellas también la deben eliminar. Puede quedar una copia en un respaldo hasta que ese respaldo se use de nuevo.
after-grant-know =
    Para su seguridad, la copia no incluye datos que alguien podría usar en su contra, como números de Seguro Social, de identificación y de cuentas, contraseñas y datos biométricos. La copia dice cuáles de estos datos tenemos.
    Si la copia no le llega, responda a este correo.
after-grant-know-categories = Si la lista no le llega, responda a este correo.
after-grant-correct = Haremos lo necesario para que los datos corregidos sigan así. También estamos avisando a las empresas que los recibieron de nosotros. Ellas también los deben corregir.
after-grant-admt-access = Si la explicación no le llega, responda a este correo.

kept-delete = La información que conservamos la usamos solo para el fin que la ley permite.
record-delete = Guardamos un registro de su solicitud, como exige la ley (11 CCR §§ 7022 y 7101).

delivery-elsewhere = Así la recibirá:
delivery-file = Puede descargarla con este enlace por 30 días. La página pide un código, que le enviamos en otro correo. Después de la descarga, el enlace sirve una hora más, por si algo sale mal.
delivery-file-link = Descargar nuestra respuesta
delivery-by-hand = La recibe junto con este mensaje.

other-rights-heading = Sus otros derechos
other-rights = La ley nos prohíbe tomar represalias contra usted por usar sus derechos de privacidad. Puede usar sus otros derechos con nuestro formulario.
other-rights-link = Usar mis otros derechos

instead-correct-heading = Qué más puede hacer
instead-correct-delete = Puede pedirnos que eliminemos la información.
instead-correct-delete-link = Pedir que la eliminen
instead-correct-statement = Si la información trata de su salud, puede escribir una declaración de hasta 250 palabras sobre cada dato que cree que está mal. Responda a este correo con la declaración y pídanos que la agreguemos a su expediente. La agregaremos. Si nos lo pide, también la mostraremos a todos los que reciban la información de nosotros.

instead-opt-out-heading = ¿Quiere que no vendamos ni compartamos su información?
instead-opt-out = Usted tiene el derecho de pedirnos que no vendamos su información personal. También puede pedir que no la compartamos para anuncios que siguen su actividad por sitios web y aplicaciones. Si aún no lo ha pedido, ¿quiere hacerlo ahora? Abra nuestro formulario, escriba su correo electrónico o su teléfono y envíelo. También puede responder a este correo y pedirlo. Para eso no necesitamos verificar su identidad.
instead-opt-out-link = No vender ni compartir mi información personal
instead-policy = Nuestra política de privacidad dice qué categorías de información reunimos, de dónde vienen, para qué las usamos y quién las recibe.
instead-policy-link = Leer nuestra política de privacidad

disagree-heading = Si cree que nos equivocamos
disagree = Responda a este correo y díganos por qué, o pídanos que le expliquemos más. Una persona leerá su respuesta.

## The code for a download

code-headline = El código para nuestra respuesta
code = Nuestra respuesta a su { verifiable-name } es un archivo. El correo con nuestra respuesta tiene un enlace a él. La página de ese enlace pide este código:
code-new-headline = Un código nuevo para nuestra respuesta
code-new = Nuestra respuesta a su { verifiable-name } es un archivo. El correo con nuestra respuesta tiene un enlace a él. El enlace sirve por 30 días a partir de ahora. El código de antes ya no sirve. La página de ese enlace pide este código nuevo:
code-secret = No le dé el código a nadie. Nunca se lo pediremos, salvo en esa página.

## Appeals

appeal-by-link = Puede apelar: use el enlace de abajo, o responda a este correo y díganoslo. No tiene costo. Le enviaremos nuestra decisión por escrito, con nuestras razones, en un plazo de { $days } desde su apelación.
appeal-by-reply = Puede apelar: responda a este correo y díganoslo. No tiene costo. Le enviaremos nuestra decisión por escrito, con nuestras razones, en un plazo de { $days } desde su apelación.
appeal-link = Apelar nuestra decisión

complaint = Si no está de acuerdo, puede presentar una queja ante { $authority }.
appeal-by-link-or-complaint = { appeal-by-link } { complaint }
appeal-by-reply-or-complaint = { appeal-by-reply } { complaint }

appeal-received-headline = Recibimos su apelación
appeal-received = Usted apeló nuestra decisión sobre su solicitud. Una persona la revisará de nuevo y decidirá. No tiene costo.
appeal-received-when = Le enviaremos nuestra decisión a más tardar el { $date }.
appeal-received-more = Si hay algo más que debemos saber, responda a este correo y díganoslo.

appeal-extended-headline = Necesitamos más tiempo para su apelación
appeal-extended = Estamos revisando de nuevo nuestra decisión sobre su solicitud, pero no podemos terminar en la primera fecha. Esta es la razón:
appeal-extended-now = Ahora le enviaremos nuestra decisión a más tardar el { $date }. La ley permite una sola prórroga, así que no habrá otra.

appeal-granted-headline = Su apelación: aprobada
appeal-granted =
    { $kind ->
        [immediate] Una persona revisó de nuevo nuestra decisión sobre su { immediate-name }. Usted tenía razón. Por eso la cambiamos. Esto es lo que estamos haciendo:
       *[verifiable] Una persona revisó de nuevo nuestra decisión sobre su { verifiable-name }. Usted tenía razón. Por eso la cambiamos. Esto es lo que estamos haciendo:
    }
appeal-granted-in-effect = Su { immediate-name } está en vigor.

appeal-denied-headline = Su apelación: denegada
appeal-denied =
    { $kind ->
        [immediate] Una persona revisó de nuevo nuestra decisión sobre su { immediate-name }. La decisión no cambia. Esta es la razón:
       *[verifiable] Una persona revisó de nuevo nuestra decisión sobre su { verifiable-name }. La decisión no cambia. Esta es la razón:
    }

## An email that a person must read

review-headline = Una persona leerá su correo
review = Recibimos su correo el { $date }. Nuestro sistema no está seguro de lo que usted pide, así que una persona lo leerá.
review-by = Lo leeremos a más tardar el { $date }.
review-by-policy = Lo leeremos a más tardar el { $date }. Esta fecha es una promesa nuestra. La ley no fija un plazo.
review-meanwhile = Hasta que una persona lo lea, lo tratamos como una solicitud de no vender ni compartir. No vendemos su información personal. Tampoco la compartimos para anuncios que siguen su actividad por sitios web y aplicaciones.
review-counts = Usted no pierde tiempo. Sea lo que sea que pida, nuestro plazo se cuenta desde el { $date }.
review-help = No tiene que hacer nada. Si quiere ayudar, responda a este correo y díganos en una frase lo que quiere. Por ejemplo: "No vendan mi información personal" o "Eliminen mi información personal".
review-unasked-heading = Si usted no nos escribió
review-unasked = En ese caso tampoco tiene que hacer nada.

reply-received-headline = Recibimos su respuesta
reply-received = Una persona de nuestro equipo de privacidad la leerá. No tiene que hacer nada.

question-headline = Una pregunta sobre su correo
question = Recibimos su correo el { $date }. Una persona lo leyó y le hace una pregunta:
question-late = Nos hemos demorado con su correo, y lo sentimos. Cuando responda, actuaremos de inmediato.
question-how = Use este enlace para contestar, o responda a este correo. Puede usar sus propias palabras. Sea cual sea su respuesta, nuestro plazo se cuenta desde el día en que recibimos su primer correo.
question-link = Contestar la pregunta

message-headline = Un mensaje sobre su solicitud
message = Una persona de nuestro equipo de privacidad le escribe sobre su solicitud del { $date }:
message-how = Para contestar, responda a este correo.

staff-answer-headline = Nuestra respuesta a su correo
staff-answer = Una persona de nuestro equipo de privacidad responde a su correo del { $date }:

news-headline = Hay novedades sobre su solicitud
news = El estado de su solicitud cambió. Use este enlace para ver lo nuevo.

## How to make a request

how-headline = Cómo hacer una solicitud de privacidad
how = Usted nos preguntó por sus derechos de privacidad. Puede usarlos en cualquier momento. No tiene costo, y no necesita una cuenta.
how-email-heading = Por correo
how-email = Responda a este correo y díganos en una frase lo que quiere. Puede usar sus propias palabras. Su solicitud cuenta desde el momento en que la recibimos. Por ejemplo:
how-form-heading = Con nuestro formulario
how-needed-heading = Lo que necesitamos de usted
how-needed-immediate = Para que no vendamos ni compartamos su información, para limitar el uso de su información confidencial o para no recibir publicidad, basta un dato. Puede ser un correo electrónico o un teléfono con el que encontremos su información. Empezamos de inmediato. No tiene que probar ni confirmar nada.
how-needed-verifiable = Para ver, eliminar o corregir su información, necesitamos lo mismo. Después verificamos su identidad, y pedimos solo lo que hace falta para eso.
how-needed-agent = Otra persona puede hacer una solicitud por usted si usted le dio permiso por escrito.
how-already-heading = Si usted ya nos pidió algo
how-already = Entonces no entendimos bien su correo. Responda a este y díganoslo. Una persona lo verá.

how-in-short-heading = Su pregunta sobre sus derechos de privacidad
how-in-short = Puede usar sus derechos en cualquier momento. Responda a este correo y díganos en una frase lo que quiere, o use el formulario.

## An agent's requests for several people

agent-headline = Abrimos las solicitudes de su correo
agent =
    { $requests ->
        [one] Recibimos su correo el { $date }. Usted nos escribió por otra persona. Abrimos una solicitud para ella. Nuestro plazo para responder se cuenta desde ese día. Este es su número de referencia.
       *[other] Recibimos su correo el { $date }. Usted nos escribió por otras personas. Abrimos { $requests } solicitudes para ellas. Nuestro plazo para cada una se cuenta desde ese día. Estos son los números de referencia, en el orden de su correo.
    }
agent-status = Para ver el estado de una solicitud, use su número de referencia y el correo electrónico de la persona a la que se refiere:
agent-status-link = Buscar una solicitud
agent-next = También enviamos a cada persona un enlace a su propia solicitud. Si necesitamos ver su permiso firmado, le escribiremos a usted.
agent-unasked-heading = Si usted no nos escribió
agent-in-short-heading = Solicitudes que usted hizo por otras personas

## Several emails in one

summary-headline = { $emails } mensajes sobre solicitudes de privacidad
summary-subject = { $emails } mensajes sobre solicitudes de privacidad ({ $reference } y { $others } más)
summary = Tenemos varios mensajes sobre solicitudes de privacidad hechas con esta dirección de correo. Aquí están en un solo correo. Cada solicitud tiene su propio número de referencia.
summary-review-heading = Un correo que una persona leerá
summary-recorded-heading = Solicitudes que ya están en vigor
summary-recorded = Estas solicitudes están en vigor en nuestros sistemas desde el día en que las recibimos. No tiene que hacer nada. También estamos avisando a las otras empresas que deben cumplirlas. Terminaremos a más tardar en las fechas que se muestran.
summary-recorded-no-partners = Estas solicitudes están en vigor en nuestros sistemas desde el día en que las recibimos. No tenemos que avisar a ninguna otra empresa, así que ya terminamos. No tiene que hacer nada.
summary-when = Responderemos a cada solicitud a más tardar en la fecha que se muestra. No tiene costo.
summary-pending-heading = Correos que una persona leerá
summary-pending = Nuestro sistema no está seguro de lo que usted pide. Sea lo que sea, nuestro plazo se cuenta desde el día en que recibimos el correo. La ley no fija un plazo para leerlo. La fecha que se muestra es una promesa nuestra.
summary-unasked = No tiene que hacer nada. Si quiere deshacer algo, responda a este correo.

## Todo lo que pidió un mismo mensaje, en un solo correo

together-headline = Usted pidió { $requests } cosas
together-subject = Usted pidió { $requests } cosas ({ $reference } y { $others } más)
together-asked = Recibimos su correo el { $date }. Usted pidió { $requests } cosas:
together = Con este correo respondemos a todas. Cada una tiene su propio número de referencia.
together-undo-by-link = Si quiere deshacer algo, use su enlace o responda a este correo.
together-undo-by-reply = Si quiere deshacer algo, responda a este correo.
