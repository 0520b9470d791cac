### The status page and the lookup.

## The lookup

lookup-title = Consulte su solicitud
lookup-lead = Vea lo que nos pidió y lo que hemos hecho.
lookup-signal = [Vea cuándo empezó](signals)
lookup-reference = Número de referencia
lookup-reference-hint = Tres grupos de letras y números, como 7K3M-9XQ2-4HTC. Está en todos nuestros correos y en la página que sigue al formulario.
lookup-contact = Correo electrónico o teléfono
lookup-contact-hint = El que nos dio en su solicitud.
lookup-button = Consultar mi solicitud
lookup-lost = Si no encuentra su número de referencia
lookup-lost-help = Escriba a [{ $inbox }](inbox). También puede [hacer su solicitud otra vez](form). Cuenta una sola vez, y recibe un número de referencia nuevo.

lookup-not-found = No encontramos una solicitud con estos datos
lookup-check-reference = [Revise si hay errores en el número de referencia](#reference)
lookup-check-contact = [Use el correo electrónico o el teléfono de su solicitud](#contact)

lookup-no-reference = Escriba su número de referencia
lookup-bad-reference = Escriba las 12 letras y números de su número de referencia, como 7K3M-9XQ2-4HTC
lookup-no-contact = Escriba el correo electrónico o el teléfono de su solicitud
lookup-bad-contact = Escriba un correo electrónico, como nombre@example.com, o un teléfono con su código de área, como 916 555 0143

## The status page

status-reference = Su número de referencia
status-setting = { $setting }: en vigor desde el { $date }
status-setting-until-read = No vender ni compartir mi información personal, hasta que hayamos leído su correo
status-fresh-email = Estamos enviando un correo a **{ $address }**. Si no ha llegado mañana, revise su carpeta de correo no deseado y luego [escríbanos](inbox).
status-fresh-keep = Guarde esta página en sus favoritos o imprímala. Cualquiera que tenga la dirección web de esta página puede leerla.
status-your-email = Su correo

status-request = Su solicitud
status-asked = Usted pidió
status-stage = Estado
status-received = Fecha de recepción
status-since = En vigor desde
status-applies-to = Se aplica a
status-companies = Otras empresas
status-law = Ley
status-policy-date = Esta fecha es una promesa nuestra. La ley no fija un plazo.
status-claimed-account = { $identifier }, una cuenta que no pudimos verificar

status-decide-by = Decidiremos a más tardar el
status-read-by = Lo leeremos a más tardar el
status-notify-by = Avisaremos a otras empresas a más tardar el
status-respond-by = Responderemos a más tardar el

status-happened = Lo que ha pasado hasta ahora
status-nothing-happened = Registramos su solicitud. Todavía no ha pasado nada más.
status-next = Lo que sigue
status-not-everything = Cualquiera puede escribir un correo electrónico en nuestro formulario, así que esta página muestra solo lo que el formulario nos envió. Para ver todo lo que hemos hecho, use el enlace de nuestro correo a { $address }.
status-wrong = ¿Algo está mal?
status-wrong-help = Escriba a [{ $inbox }](inbox) y díganos su número de referencia, o [haga otra solicitud](form).

## What the law requires

rule-honor = Entra en vigor de inmediato. La ley nos da hasta { $days }.
rule-respond = Tenemos { $days } para responder.
rule-respond-extension = Tenemos { $days } para responder. La ley permite una sola prórroga de { $more }, si antes explicamos por qué.

## Immediate rights

immediate-title =
    { $right ->
        [opt_out] Solicitud de exclusión cumplida
        [limit] Solicitud de limitar el uso cumplida
        [marketing_stop] Solicitud de no recibir publicidad cumplida
        [withdraw_consent] Retiro de consentimiento cumplido
       *[admt_opt_out] Solicitud sobre decisiones automatizadas cumplida
    }
immediate-in-effect = En vigor
immediate-recorded = Registramos su solicitud. Entró en vigor de inmediato en nuestros sistemas.
immediate-next-notify = Avisamos a las otras empresas que deben cumplirla.
nothing-to-do-now = No tiene que hacer nada.

immediate-done-alone = Terminado: está en vigor, y no tuvimos que avisar a ninguna otra empresa
immediate-done-alone-event = Está en vigor en todos nuestros sistemas. No tuvimos que avisar a ninguna otra empresa.
immediate-done = Terminado: está en vigor, y avisamos a las otras empresas
immediate-done-event = Terminamos de avisar a las otras empresas: { $confirmed } de { $all } confirmaron.
immediate-stays = Nada. Sigue en vigor hasta que usted lo cambie.

immediate-bearer-late = Teníamos hasta el { $date } para avisar a las otras empresas que deben cumplirla. El enlace de nuestro correo muestra cuáles han confirmado.
immediate-bearer-late-no-email = Teníamos hasta el { $date } para avisar a las otras empresas que deben cumplirla. Si quiere saber más, escríbanos y díganos su número de referencia.

denied-title = No cumplimos esta solicitud
denied-summary = No cumplida. Nuestro correo explica por qué.
denied-event = Le escribimos que no la cumplimos, y por qué.
denied-next = Si cree que nos equivocamos, responda a nuestro correo.

ended-title = Usted puso fin a su solicitud
ended-summary = Terminada: usted le puso fin
ended-next = Puede hacer la solicitud otra vez en cualquier momento.
ended-event = Usted le puso fin para { $identifier }.

## Progress of notifying partners

progress-none = No tuvimos que avisar a ninguna otra empresa
progress-confirmed =
    { $last ->
        [unknown] { $confirmed } de { $all } confirmaron
       *[other]
            { $confirmed ->
                [one] { $confirmed } de { $all } confirmó el { $last }
               *[other] { $confirmed } de { $all } confirmaron, la última el { $last }
            }
    }
progress-excused =
    { progress-confirmed }. { $excused ->
        [one] En el caso de una, anotamos por qué no tuvimos que avisarle.
       *[other] En el caso de { $excused }, anotamos por qué no tuvimos que avisarles.
    }

## Verifiable rights

request-received = Recibimos su solicitud
request-received-event = Recibimos su solicitud.
request-in-progress = Estamos trabajando en ella
next-verify = Verificamos su identidad con la información que tenemos. Si necesitamos algo de usted, le escribiremos.
next-respond = Responderemos a más tardar en la fecha de arriba.

bearer-received = La recibimos
bearer-received-email = La recibimos. Nuestra respuesta llega por correo
bearer-confirm = Confirme su solicitud: abra el correo que estamos enviando a { $address } y use su enlace. Si ya lo hizo, no tiene que hacer nada.
bearer-parent = Nos comunicaremos con usted para confirmar que es la madre, el padre o el tutor de este niño o niña.
bearer-respond = Le enviaremos nuestra respuesta por correo a más tardar en la fecha de arriba.
bearer-no-address = Díganos a dónde enviar nuestra respuesta: no nos dio un correo electrónico. Escríbanos un correo, o una carta a la dirección que está al final de esta página. Denos su número de referencia y un correo electrónico o una dirección postal.
bearer-late = Para el { $date } usted debe tener nuestra respuesta, o un mensaje que diga por qué necesitamos más tiempo. Si no tiene ninguno, le pedimos disculpas. Escríbanos y díganos su número de referencia.

extended-event = Le escribimos que necesitamos más tiempo, y por qué.
extended-why = Esta es la razón por la que necesitamos más tiempo:

verify-pending = Confirme que usted hizo esta solicitud. Mientras tanto, comparamos lo que nos dio con la información que tenemos. Si necesitamos algo más, le escribiremos.
verified-summary = Verificada. Estamos trabajando en ella
verified-event = Verificamos que esta solicitud viene de usted.
verified-next = Una persona está trabajando en su solicitud. No tiene que hacer nada.
unverified-summary = No hemos verificado que usted hizo esta solicitud
unverified-next = Confirme que usted hizo esta solicitud. Si no lo confirma, no podemos hacer lo que pide, para protegerle.

responded-summary = Ya respondimos
responded-why = Esta es la razón:
granted-title = Hicimos lo que pidió
granted-event = Hicimos lo que pidió.
granted-next = Nada. Si algo está mal, responda a nuestro correo.
in-part-title = Hicimos una parte de lo que pidió
in-part-event = Hicimos una parte de lo que pidió. Nuestro correo explica por qué no hicimos el resto.
refused-title = Denegamos su solicitud
refused-event = No hicimos lo que pidió. Nuestro correo explica por qué.
not-verified-title = No pudimos verificar su solicitud
not-verified-event = No pudimos verificar que usted hizo esta solicitud. Nuestro correo dice qué puede hacer.
not-verified-next = Si usted hizo esta solicitud, responda a nuestro correo y denos algo más que nos ayude a encontrarle en nuestros registros. También puede hacer la solicitud otra vez.

file-title = Nuestra respuesta está lista
file-summary = Nuestra respuesta es un archivo
file-sent-event = Le enviamos un enlace a nuestra respuesta, y un código para abrirla.
file-downloaded-summary = Usted descargó nuestra respuesta
file-downloaded-event = Usted descargó nuestra respuesta.
file-next-download = Descargue nuestra respuesta. La página pide el código que le enviamos en otro correo.
file-next-again = Puede descargar nuestra respuesta otra vez dentro de una hora después de la primera descarga.
file-next-new-code = Por su seguridad, el enlace de descarga ya no sirve. Si necesita nuestra respuesta otra vez, pida un código nuevo.

## Appeals

next-appeal = Puede apelar en cualquier momento. No tiene costo. Le enviaremos nuestra decisión por correo dentro de los { $days } después de su apelación.
next-reply = Si cree que nos equivocamos, responda a nuestro correo y díganos por qué. Una persona lo leerá.
appeal-summary = Una persona está revisando su apelación
appeal-event = Usted apeló.
appeal-extended-event = Le escribimos que necesitamos más tiempo para su apelación, y por qué.
appeal-next = Le enviaremos nuestra decisión por correo a más tardar en la fecha de arriba.
appeal-decided-summary = Decidimos su apelación
appeal-upheld-title = Su apelación fue aprobada
appeal-upheld-event = Decidimos su apelación: usted tenía razón, y cambiamos nuestra decisión.
appeal-upheld-remedy = Esto es lo que estamos haciendo ahora:
appeal-upheld-superseded = Su solicitud posterior de lo mismo está en vigor.
appeal-denied-title = Su apelación fue denegada
appeal-denied-event = Decidimos su apelación: nuestra decisión sigue igual.
appeal-complaint = Si no está de acuerdo, puede presentar una queja ante { $authority }.

## Emails under review

review-received = Recibimos su correo
review-received-event = Recibimos su correo.
review-summary = Una persona leerá su correo
review-opt-out-event = Hasta que una persona lo lea, lo tratamos como una solicitud de no vender ni compartir.
review-next = Una persona leerá su correo a más tardar en la fecha de arriba y hará lo que pide. Después le escribiremos.
review-read = Leímos su correo
review-read-event = Una persona leyó su correo.
review-joined = Lo leímos. Es parte de otra solicitud de usted.
review-joined-next = Lo guardamos con su otra solicitud, y ahí respondemos.
review-not-a-request = Lo leímos. No es una solicitud de privacidad.
review-not-a-request-next = Si nos pidió algo, responda a nuestro correo o use el formulario.

## After the last day

late-summary = Estamos atrasados
late-immediate-summary = En vigor, pero nos atrasamos en avisar a otras empresas
late-immediate = Estamos atrasados. Debíamos terminar de avisar a las otras empresas a más tardar el { $date }. Le pedimos disculpas. En nuestros sistemas, su solicitud está en vigor. Una persona está trabajando en el resto.
late-review = Estamos atrasados. Debíamos leer su correo a más tardar el { $date }. Le pedimos disculpas. Una persona lo leerá lo antes posible.
late-appeal = Estamos atrasados. Debíamos decidir su apelación a más tardar el { $date }. Le pedimos disculpas. Una persona está trabajando en ella.
late-response = Estamos atrasados. Debíamos responder a más tardar el { $date }. Le pedimos disculpas. Una persona está trabajando en ello.
late-ask = No tiene que hacer su solicitud otra vez. Si tiene preguntas, escríbanos y díganos su número de referencia.
late-ask-or-complain = { late-ask } También puede presentar una queja ante { $authority }.

## Buttons

action-label =
    { $action ->
        [confirm] Confirmar mi solicitud
        [download] Descargar nuestra respuesta
        [new-code] Pedir un código nuevo para nuestra respuesta
        [appeal] Apelar nuestra decisión
        [answer] Responder a nuestra pregunta
       *[opt-in] Poner fin a mi solicitud
    }

## The public metrics of a year

# $year: a calendar year.
metrics-title = Solicitudes de privacidad en { $year }
# $year: a calendar year.
metrics-about =
    { $people ->
        [californians] Estas cifras son de las solicitudes que personas de California nos enviaron en { $year }. Si no sabemos dónde vive una persona, la contamos como californiana.
       *[all] Estas cifras son de las solicitudes que personas de todos los estados nos enviaron en { $year }.
    }
metrics-done = Una solicitud de no vender datos está completa cuando la confirman todas las empresas que reciben datos de nosotros.
metrics-kind =
    { $name ->
        [delete] Borrar mis datos
        [correct] Corregir mis datos
        [know] Mostrarme mis datos
        [opt_out] No vender ni compartir mis datos
        [limit] Limitar el uso de mis datos sensibles
        [admt_opt_out] No usar herramientas automáticas para decidir sobre mí
       *[admt_access] Explicarme una decisión automática sobre mí
    }
metrics-fact =
    { $name ->
        [received] Solicitudes que recibimos
        [whole] Completas
        [part] Hechas en parte
        [denied] Rechazadas
        [open] Sin respuesta todavía
        [median] Mediana de días para responder
       *[mean] Media de días para responder
    }
metrics-csv = Descargar estas cifras (CSV)
