### The pages about a browser's opt-out, and about unsubscribing.

## The browser

signal-honored = Solicitud de exclusión cumplida
signal-setting = No vender ni compartir mi información personal: activado en este navegador
signal-setting-since = No vender ni compartir mi información personal: activado en este navegador. Lo registramos el { $date }
signal-lead = No vendemos ni compartimos la información que nos llega de este navegador. También avisamos a las empresas a las que se la dimos.
signal-unrecorded = Su exclusión ya cuenta. La registramos cuando se carga esta página. [Abra esta página otra vez](signals) para ver la fecha.
signal-covers = Lo que cubre
signal-covers-browser = Este navegador en este dispositivo, aunque el navegador deje de enviar la señal.
signal-covers-others = Sus otros navegadores y dispositivos, si también envían la señal.
signal-covers-form = ¿Quiere excluir su correo o su teléfono? [Use nuestro formulario](form). No necesita una cuenta.

signal-none = Este navegador no está excluido
signal-none-lead = No envía una señal de preferencia de exclusión, y no tenemos registro de ninguna.
signal-none-form = [Use nuestro formulario](form). Pide un correo electrónico o un teléfono, y cuenta de inmediato.
signal-none-turn-on = O active el [Control Global de Privacidad (GPC)](gpc) en su navegador. Lo respetamos desde la siguiente página que abra.

## Unsubscribe

unsubscribe-title = Cancelar la suscripción
unsubscribe-question = ¿Dejar de recibir publicidad por correo?
unsubscribe-lead = Presione el botón y dejaremos de enviar publicidad a { $address }. No tiene que probar ni confirmar nada.
unsubscribe-button = Cancelar la suscripción
unsubscribed-title = Su suscripción está cancelada
unsubscribed = Ya no enviaremos publicidad a { $address }.
unsubscribed-still = Quizá siga recibiendo correos que necesita, por ejemplo sobre un pedido.
unsubscribe-limits = Lo que esto no detiene
unsubscribe-sale = Esto no detiene la venta ni el intercambio de su información personal. [Puede pedirlo aquí](form). Es una sola página.
