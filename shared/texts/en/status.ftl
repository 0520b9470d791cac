### The status page and the lookup.
###
### $date is a date without its weekday. $right is the right that the request exercises.

## The lookup

lookup-title = Look up your request
lookup-lead = See what you asked us to do, and what we have done.
lookup-signal = [See when it started](signals)
lookup-reference = Reference number
lookup-reference-hint = Three groups of letters and numbers, like 7K3M-9XQ2-4HTC. It is in every email from us, and on the page after the form.
lookup-contact = Email address or phone number
lookup-contact-hint = The one that you gave us in your request.
lookup-button = Look up my request
lookup-lost = If you can’t find your reference number
# $inbox: an email address.
lookup-lost-help = Email [{ $inbox }](inbox). You can also [make your request again](form). It counts once, and you get a new reference number.

lookup-not-found = We could not find a request with these details
lookup-check-reference = [Check the reference number for typing mistakes](#reference)
lookup-check-contact = [Use the email address or phone number from your request](#contact)

lookup-no-reference = Enter your reference number
lookup-bad-reference = Enter all 12 letters and numbers of your reference number, like 7K3M-9XQ2-4HTC
lookup-no-contact = Enter the email address or phone number from your request
lookup-bad-contact = Enter an email address, like name@example.com, or a phone number with its area code, like 916 555 0143

## The status page

status-reference = Your reference number
# $setting: a right in the requester's words.
status-setting = { $setting }: in effect since { $date }
status-setting-until-read = Do not sell or share my personal information, until we have read your email
# $address: the masked email address.
status-fresh-email = We are sending an email to **{ $address }**. If it has not arrived by tomorrow, check your spam folder, then [email us](inbox).
status-fresh-keep = Bookmark this page or print it. Anyone who has this page’s web address can read it.
status-your-email = Your email

status-request = Your request
status-asked = You asked
status-stage = Status
status-received = Received
status-since = In effect since
status-applies-to = Applies to
status-companies = Other companies
status-law = Law
status-policy-date = This date is our own promise. The law does not set a deadline.
# $identifier: a masked account.
status-claimed-account = { $identifier }, an account that we could not verify

status-decide-by = We will decide by
status-read-by = We will read it by
status-notify-by = We will notify other companies by
status-respond-by = We will respond by

status-happened = What has happened so far
status-nothing-happened = We recorded your request. Nothing else has happened yet.
status-next = What happens next
# $address: the masked email address.
status-not-everything = Anyone can type an email address into our form, so this page shows only what the form sent us. To see everything that we have done, use the link in our email to { $address }.
status-wrong = Is something wrong?
# $inbox: an email address.
status-wrong-help = Email [{ $inbox }](inbox) and give your reference number, or [make another request](form).

## What the law requires

# $days: a number of days, with its kind.
rule-honor = It takes effect right away. The law allows us up to { $days }.
rule-respond = We have { $days } to respond.
# $more: a number of days, with its kind.
rule-respond-extension = We have { $days } to respond. The law allows one extension of { $more }, if we explain why before then.

## Immediate rights

# The regulations give the first wording (11 CCR § 7026(g)).
immediate-title =
    { $right ->
        [opt_out] Opt-Out Request Honored
        [limit] Request to Limit Honored
        [marketing_stop] Request to Stop Marketing Emails Honored
        [withdraw_consent] Withdrawal of Consent Honored
       *[admt_opt_out] Request to Opt Out of Automated Decisions Honored
    }
immediate-in-effect = In effect
immediate-recorded = We recorded your request. It took effect in our systems right away.
immediate-next-notify = We notify the other companies that must honor it.
nothing-to-do-now = You do not need to do anything.

immediate-done-alone = Done: in effect, and we did not have to notify any other company
immediate-done-alone-event = It is in effect in all our systems. We did not have to notify any other company.
immediate-done = Done: in effect, and we have notified the other companies
immediate-done-event = We finished notifying the other companies: { $confirmed } of { $all } confirmed.
immediate-stays = Nothing. It stays in effect until you change it.

immediate-bearer-late = We had until { $date } to notify the other companies that must honor it. The link in our email shows which of them have confirmed.
immediate-bearer-late-no-email = We had until { $date } to notify the other companies that must honor it. If you want to know more, email us and give your reference number.

denied-title = We did not honor this request
denied-summary = Not honored. Our email explains why.
denied-event = We emailed you that we are not honoring it, and why.
denied-next = If you think that we are wrong, reply to our email.

ended-title = You opted back in
ended-summary = Ended: you opted back in
ended-next = You can opt out again at any time.
# $identifier: a masked email address.
ended-event = You opted back in for { $identifier }.

## Progress of notifying partners

progress-none = We did not have to notify any other company
# $last: the day of the last confirmation, or "unknown".
progress-confirmed =
    { $last ->
        [unknown] { $confirmed } of { $all } confirmed
       *[other]
            { $confirmed ->
                [one] { $confirmed } of { $all } confirmed on { $last }
               *[other] { $confirmed } of { $all } confirmed, the last one on { $last }
            }
    }
progress-excused =
    { progress-confirmed }. { $excused ->
        [one] For one, we recorded why we did not have to notify it.
       *[other] For { $excused }, we recorded why we did not have to notify them.
    }

## Verifiable rights

request-received = We received your request
request-received-event = We received your request.
request-in-progress = We are working on it
next-verify = We verify your identity with the information we have. If we need anything from you, we will email you.
next-respond = We will respond by the date above.

bearer-received = We received it
bearer-received-email = We received it. Our response comes by email
# $address: the masked email address.
bearer-confirm = Confirm your request: open the email that we are sending to { $address } and use the link in it. If you already did, you do not need to do anything.
bearer-parent = We will contact you to confirm that you are the parent or guardian of this child.
bearer-respond = We will email you our response by the date above.
bearer-no-address = Tell us where to send our response: you did not give us an email address. Email us, or write to the address at the bottom of this page. Give your reference number, and an email or postal address of yours.
bearer-late = By { $date }, you should have our response, or a message that says why we need more time. If you have neither, we are sorry. Email us and give your reference number.

extended-event = We emailed you that we need more time, and why.
extended-why = Here is why we need more time:

verify-pending = Confirm that you made this request. Until you do, we compare what you gave us with the information we have. If we need anything else, we will email you.
verified-summary = Verified. We are working on it
verified-event = We verified that this request came from you.
verified-next = A person is working on your request. You do not need to do anything.
unverified-summary = We have not verified that you made this request
unverified-next = Confirm that you made this request. If you do not, we cannot do what it asks, to protect you.

responded-summary = We have responded
responded-why = Here is why:
granted-title = We did what you asked
granted-event = We did what you asked.
granted-next = Nothing. If something is wrong, reply to our email.
in-part-title = We did part of what you asked
in-part-event = We did part of what you asked. Our email explains why we did not do the rest.
refused-title = We denied your request
refused-event = We did not do what you asked. Our email explains why.
not-verified-title = We could not verify your request
not-verified-event = We could not verify that you made this request. Our email says what you can do.
not-verified-next = If you made this request, reply to our email and give us something else that helps us find you in our records. You can also make the request again.

file-title = Our response is ready
file-summary = Our response is a file
file-sent-event = We emailed you a link to our response, and a code for it.
file-downloaded-summary = You downloaded our response
file-downloaded-event = You downloaded our response.
file-next-download = Download our response. The page asks for the code from our separate email.
file-next-again = You can download our response again within one hour of the first download.
file-next-new-code = For your safety, the link for the download has ended. If you need our response again, get a new code.

## Appeals

# $days: a number of days, with its kind.
next-appeal = You can appeal at any time. There is no charge. We will email you our decision within { $days } of your appeal.
next-reply = If you think that we are wrong, reply to our email and tell us why. A person will read it.
appeal-summary = A person is looking at your appeal
appeal-event = You appealed.
appeal-extended-event = We emailed you that we need more time for your appeal, and why.
appeal-next = We will email you our decision by the date above.
appeal-decided-summary = We have decided your appeal
appeal-upheld-title = Your appeal was granted
appeal-upheld-event = We decided your appeal: you were right, and we have changed our decision.
appeal-upheld-remedy = This is what we are doing now:
appeal-upheld-superseded = Your later request for the same thing is in effect.
appeal-denied-title = Your appeal was denied
appeal-denied-event = We decided your appeal: our decision stays the same.
# $authority: an authority that takes complaints, with its website.
appeal-complaint = If you disagree, you can file a complaint with { $authority }.

## Emails under review

review-received = We received your email
review-received-event = We received your email.
review-summary = A person will read your email
review-opt-out-event = Until a person has read it, we treat it as an opt-out.
review-next = A person will read your email by the date above and do what it asks. Then we will email you.
review-read = We read your email
review-read-event = A person read your email.
review-joined = We read it. It belongs to another request of yours.
review-joined-next = We keep it with your other request, and respond there.
review-not-a-request = We read it. It is not a privacy request.
review-not-a-request-next = If you did ask for something, reply to our email or use the form.

## After the last day

late-summary = We are late
late-immediate-summary = In effect, but we are late to notify other companies
late-immediate = We are late. We should have finished notifying the other companies by { $date }. We are sorry. In our own systems, your request is in effect. A person is working on the rest.
late-review = We are late. We should have read your email by { $date }. We are sorry. A person will read it as soon as possible.
late-appeal = We are late. We should have decided your appeal by { $date }. We are sorry. A person is working on it.
late-response = We are late. We should have responded by { $date }. We are sorry. A person is working on it.
late-ask = You do not need to make your request again. To ask us about it, email us and give your reference number.
late-ask-or-complain = { late-ask } You can also file a complaint with { $authority }.

## Buttons

action-label =
    { $action ->
        [confirm] Confirm my request
        [download] Download our response
        [new-code] Get a new code for our response
        [appeal] Appeal our decision
        [answer] Answer our question
       *[opt-in] Opt back in
    }

## The public metrics of a year

# $year: a calendar year.
metrics-title = Privacy requests in { $year }
# $year: a calendar year.
metrics-about =
    { $people ->
        [californians] These numbers are about requests that people in California sent us in { $year }. We count a person as a Californian if we don’t know where they live.
       *[all] These numbers are about requests that people in all states sent us in { $year }.
    }
metrics-done = We count an opt-out as done when every company that gets data from us has confirmed it.
metrics-kind =
    { $name ->
        [delete] Delete my data
        [correct] Correct my data
        [know] Show me my data
        [opt_out] Do not sell or share my data
        [limit] Limit the use of my sensitive data
        [admt_opt_out] Do not use automated tools to decide about me
       *[admt_access] Explain an automated decision about me
    }
metrics-fact =
    { $name ->
        [received] Requests we received
        [whole] Done in full
        [part] Done in part
        [denied] Denied
        [open] Not answered yet
        [median] Median days to respond
       *[mean] Mean days to respond
    }
metrics-csv = Download these numbers (CSV)
