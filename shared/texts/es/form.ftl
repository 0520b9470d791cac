### The form.

form-title = No vender ni compartir mi información personal
form-description = Pida a { $company } que no venda ni comparta su información personal, o que la elimine, la corrija o se la muestre. No necesita una cuenta.
form-signal = Si también quiere excluir su correo electrónico o su teléfono, envíe el formulario de abajo. [Vea el estado de este navegador](signals)

form-prefill-failed = El enlace que lo trajo aquí ya no puede llenar este formulario. Escriba sus datos abajo.

form-not-saved = No pudimos guardar su solicitud
form-not-saved-retry = No sabemos si su solicitud quedó guardada. Lo que usted escribió sigue aquí. Espere un momento y presione [el botón](#send) otra vez. Su solicitud cuenta una sola vez, aunque lo presione varias veces.
form-not-saved-email = Si vuelve a fallar, escriba a [{ $inbox }](inbox).

## How to find the person

form-contact = Escriba su correo electrónico o su teléfono
form-contact-hint = Con uno basta. Su solicitud cuenta de inmediato.
form-email = Correo electrónico
form-phone = Teléfono

## Other requests

form-other-rights = Ver, corregir o eliminar mis datos
form-right = ¿Qué quiere que hagamos?
form-right-hint = Para eliminar, mostrar o corregir información, necesitamos un correo electrónico o una dirección postal para responderle.
right-hint =
    { $right ->
        [opt_out] Empezamos de inmediato. No tiene que probar ni confirmar nada.
        [limit] Por ejemplo, su salud, su ubicación exacta o sus números de identificación oficial. No tiene que probar nada.
        [marketing_stop] Dejamos de enviarle publicidad por correo electrónico.
        [admt_opt_out] Por ejemplo, decisiones sobre un préstamo, un trabajo o una vivienda. Empezamos de inmediato. No tiene que probar ni confirmar nada.
        [withdraw_consent] Por ejemplo, para usar su información de salud o su ubicación exacta. Empezamos de inmediato. No tiene que probar ni confirmar nada.
        [delete] Antes nos comunicamos con usted para verificar que usted hizo la solicitud.
        [know] Toda, sin importar de cuándo sea. Antes nos comunicamos con usted para verificar que usted hizo la solicitud.
        [know_categories] Una lista corta, como datos de contacto y compras. Antes nos comunicamos con usted para verificar que usted hizo la solicitud.
        [correct] Díganos abajo qué está mal y cómo debe decir. Antes nos comunicamos con usted para verificar que usted hizo la solicitud.
        [admt_access] Cómo llegaron a la decisión nuestras herramientas automatizadas. Antes nos comunicamos con usted para verificar que usted hizo la solicitud.
       *[admt_appeal] Antes nos comunicamos con usted para verificar que usted hizo la solicitud. Puede decirnos por qué la decisión está mal.
    }
form-state-rights = Estos son los derechos de quienes viven en { $state }. [Ver los derechos de quienes viven en cualquier estado](form)
form-more-rights = Más derechos en algunos estados
form-more-rights-choose = Si vive en uno de estos estados, elíjalo para ver todos sus derechos.
form-state = Estado donde vive (opcional)
form-state-hint = Su exclusión cuenta viva donde viva. Su estado nos dice qué otras leyes le protegen.
form-no-state = Otro lugar, o prefiero no decirlo
form-details = ¿Qué debemos corregir o eliminar? (opcional)
form-details-hint = Para corregir: ¿qué está mal y cómo debe decir? Para eliminar: solo si no es todo. Si no usa correo electrónico, agregue su dirección postal. Hasta 5,000 caracteres. No escriba contraseñas ni números de identificación oficial.

region =
    { $region ->
        [DC] Distrito de Columbia
        [HI] Hawái
        [LA] Luisiana
        [MI] Míchigan
        [MS] Misisipi
        [MO] Misuri
        [NH] Nuevo Hampshire
        [NJ] Nueva Jersey
        [NM] Nuevo México
        [NY] Nueva York
        [NC] Carolina del Norte
        [ND] Dakota del Norte
        [OR] Oregón
        [PA] Pensilvania
        [SC] Carolina del Sur
        [SD] Dakota del Sur
        [WV] Virginia Occidental
        [AS] Samoa Americana
        [MP] Islas Marianas del Norte
        [VI] Islas Vírgenes de EE. UU.
       *[other] { $name }
    }

## More about the person

form-more = Más sobre mí u otra persona
form-name = Nombre (opcional)
form-others = Otros correos electrónicos, teléfonos, cuentas o dispositivos (opcional)
form-others-hint = Su solicitud cubre todo lo que escriba aquí y arriba.
form-other = Otro dato { $number }
form-other-type = Tipo
form-other-value = Dirección, número o identificador
identifier-type =
    { $type ->
        [email] Correo electrónico
        [phone] Teléfono
        [account] Cuenta
       *[device] Identificador de dispositivo
    }
form-agent = Hago esta solicitud para otra persona (opcional)
form-agent-hint = Llene el formulario de arriba con los datos de la otra persona. Llene estos campos con los datos de usted.
form-agent-name = Su nombre
form-agent-email = Su correo electrónico
form-permission = Tengo el permiso firmado de esta persona
form-permission-hint = Basta con un permiso firmado. No tiene que enviarlo ahora. Nos comunicaremos con usted si necesitamos verlo.
form-parent = Soy el padre, la madre o el tutor legal de este menor, que tiene menos de 13 años
form-parent-hint = No necesita un permiso firmado. Si nos pide eliminar, mostrar o corregir información, nos comunicaremos con usted para comprobar que es el padre, la madre o el tutor.
form-minor = Tengo menos de 16 años (opcional)
form-minor-hint = Si tiene menos de 16 años, no podemos vender ni compartir su información personal sin su permiso. Díganos su edad y le excluiremos, pida lo que pida.
form-age = Tengo 13, 14 o 15 años
form-age-hint = Si tiene menos de 13 años, pida a su padre, madre o tutor que envíe este formulario.

form-button = Enviar mi solicitud
form-use = Usamos lo que escriba aquí solo para atender su solicitud.

## Below the form

form-know = Lo que conviene saber
form-know-companies = También avisamos a las empresas que recibieron de nosotros su información.
form-know-account = No necesita una cuenta y no pedimos identificación.
form-know-reference = Recibe un número de referencia y una página que muestra lo que hemos hecho.
form-limits = Lo que esto no detiene
form-limits-contract = Las empresas que trabajan para nosotros por contrato, por ejemplo para entregar un paquete, pueden seguir recibiendo la información que necesitan para ese trabajo. No pueden usarla para nada más.
form-limits-ads = Quizá siga viendo nuestros anuncios. Ya no se eligen con información suya que vendimos o compartimos.
form-ways = Otras formas de comunicarse con nosotros
form-ways-email = **Escríbanos.** Envíe un correo a [{ $inbox }](inbox). Cualquier correo cuenta. Use sus propias palabras.
form-ways-status = **¿Ya hizo una solicitud?** [Vea lo que hemos hecho](status).

## Errors

error-field = Corrija este campo
error-right = Elija lo que quiere que hagamos
error-right-refused = Todavía no puede usar este derecho. Elija otro
error-right-later = Puede usar este derecho a partir del { $date }. Elija otro, o escríbanos
error-right-nowhere = Las leyes de su estado no dan este derecho. Elija otro, o escríbanos
error-state = Elija un estado de la lista, o deje este campo vacío
error-state-first = Elija el estado donde vive: hoy, solo algunos estados dan este derecho
error-state-required = Elija el estado donde vive
error-contact = Escriba un correo electrónico o un teléfono
error-email = Escriba un correo electrónico con el formato correcto, como nombre@example.com
error-email-long = Escriba un correo electrónico de 254 caracteres como máximo
error-email-required = Escriba un correo electrónico: lo necesitamos para responderle
error-phone = Escriba un teléfono con su código de área, como 916 555 0143 o +52 55 5123 4567
error-phone-long = Escriba un teléfono de 64 caracteres como máximo
error-phone-required = Escriba un teléfono: lo necesitamos para encontrar su información
error-name = Escriba un nombre en una sola línea, de 200 caracteres como máximo
error-name-required = Escriba su nombre: lo necesitamos para encontrar su información
error-id = Escriba el identificador sin espacios: hasta 128 letras, números y los caracteres - _ . : = + |. Después de un punto solo puede ir un número.
error-shared-device = Muchos dispositivos comparten este identificador, así que no identifica el suyo. Escriba otro, o déjelo vacío
error-type = Elija correo electrónico, teléfono, cuenta o dispositivo
error-other = Otro dato { $number }: { $error }
error-too-many = Escriba 20 datos como máximo y envíe otra solicitud para los demás
error-details = Acorte este texto a 5,000 caracteres. Puede enviarnos más por correo electrónico
error-agent-name = El nombre de usted: { error-name }
error-agent-email = El correo electrónico de usted: { error-email }
error-parent-email = Escriba su propio correo electrónico. Enviamos los correos sobre un menor al padre, la madre o el tutor
error-permission = Confirme que tiene el permiso firmado de esta persona
error-permission-long = Describa su permiso en 500 caracteres como máximo
error-age = Marque la casilla solo si tiene 13, 14 o 15 años
error-age-parent = Desde los 13 años, cada persona hace esta solicitud por sí misma, o le da a usted su permiso firmado
