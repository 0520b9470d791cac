### The pages about a browser's opt-out, and about unsubscribing.

## The browser

# The regulations give this wording (11 CCR § 7025(c)(6)).
signal-honored = Opt-Out Request Honored
signal-setting = Do not sell or share my personal information: on for this browser
# $date: a date without its weekday.
signal-setting-since = Do not sell or share my personal information: on for this browser, on record since { $date }
signal-lead = We don’t sell or share the information that we get from this browser. We also notify the companies that got it from us.
signal-unrecorded = Your opt-out already counts. We record it when this page loads. [Open this page again](signals) to see the date.
signal-covers = What it covers
signal-covers-browser = This browser on this device, even if the browser stops sending the signal.
signal-covers-others = Your other browsers and devices, if they send the signal too.
signal-covers-form = To opt out with your email address or phone number, [use our form](form). You don’t need an account.

signal-none = This browser has not opted out
signal-none-lead = It does not send an opt-out preference signal, and we have no record of one.
signal-none-form = [Use our form](form). It needs an email address or a phone number, and it counts right away.
signal-none-turn-on = Or turn on [Global Privacy Control](gpc) in your browser. We honor it from the next page that you open.

## Unsubscribe

unsubscribe-title = Unsubscribe
unsubscribe-question = Stop marketing emails?
# $address: a masked email address.
unsubscribe-lead = Press the button, and we will stop sending marketing emails to { $address }. You don’t have to prove or confirm anything.
unsubscribe-button = Unsubscribe
unsubscribed-title = You are unsubscribed
unsubscribed = We will not send any more marketing emails to { $address }.
unsubscribed-still = You may still get emails that you need, for example about an order.
unsubscribe-limits = What this does not stop
unsubscribe-sale = This does not stop the sale or sharing of your personal information. [You can ask for that here](form). It takes one page.
