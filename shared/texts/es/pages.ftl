### The layout of all pages, and the pages of problems.

## Layout

skip-link = Ir al contenido principal
site-name = Solicitudes de privacidad
privacy-choices = Sus opciones de privacidad
policy-link = Política de privacidad
other-languages = Otros idiomas

title-error = Error:
field-error = Error:
error-summary = Hay un problema

leave-empty = Deje esto en blanco

## The panel for a browser that opted out

browser-honored = Solicitud de exclusión cumplida
browser-setting = No vender ni compartir mi información personal: activado en este navegador
browser-signal-now = Su navegador nos envía una señal de preferencia de exclusión (Control Global de Privacidad, GPC) y la respetamos. No vendemos ni compartimos la información que recibimos de él.
browser-signal-before = Este navegador ya nos había enviado una señal de preferencia de exclusión y la seguimos respetando. No vendemos ni compartimos la información que recibimos de él.

## Problems

problem-next = Qué puede hacer
problem-next-form = [Abra el formulario](form)
problem-next-status = [Consulte una solicitud](status)
problem-next-email = Escriba a [{ $inbox }](inbox). Use sus propias palabras: cualquier correo cuenta.

problem-unreadable = No pudimos leer lo que usted envió
problem-bad-form = No guardamos nada. Abra otra vez el formulario y llénelo ahí.
problem-not-one-click = No cambiamos nada. Abra el enlace del correo y presione su botón. Un programa debe enviar el campo List-Unsubscribe=One-Click.
problem-not-found = No encontramos esta página
problem-no-page = No hay ninguna página en esta dirección. Revise que copió la dirección completa, o busque su solicitud con el número de referencia.
problem-broken-link-title = Este enlace está incompleto
problem-broken-link = No cambiamos nada. Copie el enlace completo del correo, o use el formulario para dejar de recibir publicidad por correo.
problem-wrong-method-title = Esta página funciona de otra manera
problem-wrong-method = No guardamos nada. Abra otra vez el formulario y presione su botón.
problem-too-large-title = Lo que usted envió es demasiado largo
problem-too-large = No guardamos nada. Abra otra vez el formulario y escriba menos texto, o envíenos un correo electrónico.
problem-invalid-title = Hay un problema con lo que usted envió
problem-invalid = No guardamos nada. Corrija los campos de esta lista y envíe la solicitud otra vez.
problem-key-reused-title = Ya tenemos una solicitud de este formulario
problem-key-reused = Ya guardamos la primera. Para hacer otra, abra el formulario de nuevo.
problem-not-saved-title = No pudimos guardar su solicitud
problem-not-saved = No podemos confirmar que su solicitud quedó guardada. Envíe la misma solicitud otra vez en un momento. Solo cuenta una vez.
problem-unavailable-title = No disponible por el momento
problem-unavailable = No se perdió nada. Inténtelo de nuevo en un momento.
problem-late-title = Esto está tardando demasiado
problem-late = No podemos confirmar que guardamos algo. Envíe lo mismo otra vez en un momento. Solo cuenta una vez.
