### Emails to requesters.
###
### $right is the right that the request exercises. $date is a date from "date" in common.ftl. "You" is the person whom the
### request is about.

## Facts under most emails

fact-reference = Reference number
fact-request = Your request
fact-received = Received
fact-in-effect-since = In effect since
fact-notify-by = We will notify others by
fact-read-by = We will read it by
fact-act-by = We will act by
fact-decide-by = We will decide by
fact-respond-by = We will respond by
fact-law = Law
fact-sections = Sections
fact-applies-to = Applies to
fact-code = Code

## Sentences and links that several emails share

status-link = See the status of your request
status-link-of = See the status of { $reference }

# $label: the label of a link. Several links in one email have the same label, and the reference number tells them apart.
label-with-reference = { $label } ({ $reference })

# $headline: the headline of the email.
subject = { $headline } ({ $reference })

policy-date = This date is our own promise. The law does not set a deadline.
nothing-to-do = You do not need to do anything.
unasked-heading = If you did not ask for this
unasked-tell-us = Reply to this email and tell us.
form-link = Make a request

## Footer

footer-automated = This is an automated email. You can reply to it; a person on our privacy team reads replies.
footer-agent = If you made this request for someone else, "you" in this email means that person.
footer-policy-link = Privacy policy
footer-form-link = Make a request

## Immediate rights: what a request is called

# After "your".
immediate-name =
    { $right ->
        [opt_out] opt-out
        [limit] limit on sensitive information
        [marketing_stop] request to stop marketing emails
        [withdraw_consent] withdrawal of consent
       *[admt_opt_out] opt-out of automated decisions
    }

immediate-effect =
    { $right ->
        [opt_out] We do not sell your personal information, and we do not share it for ads that follow you across websites and apps.
        [limit] We use your sensitive personal information only for what the law still allows, for example to provide what you asked for and to keep our services safe.
        [marketing_stop] We do not send you marketing emails.
        [withdraw_consent] We do not use your information in ways that need your consent.
       *[admt_opt_out] We do not use automated technology to make significant decisions about you.
    }

## Immediate rights: recorded

recorded-headline =
    { $right ->
        [opt_out] Your opt-out is in effect
        [limit] Your limit on sensitive information is in effect
        [marketing_stop] We have stopped marketing emails to you
        [withdraw_consent] You took back your consent
       *[admt_opt_out] Your opt-out of automated decisions is in effect
    }

recorded = We recorded your { immediate-name }. It has been in effect in our systems since { $date }. { immediate-effect }

recorded-marketing-on-its-way = Emails already on their way may still arrive.
recorded-significant-decisions = Significant decisions are decisions about money and loans, housing, education, work, and health care.

recorded-notifying =
    { $right ->
        [marketing_stop] We are also notifying the companies that send marketing emails for us. We will finish by { $date }.
        [withdraw_consent] We are also notifying the other companies that got your information because of your consent. We will finish by { $date }.
       *[other] We are also notifying the other companies that must honor it. We will finish by { $date }.
    }

# Instead of the last one, if the company has no such partner.
recorded-no-partners = We do not have to notify any other company, so we are done.

# $months: a number of months, 12 in California.
recorded-ask-again = You do not need to do anything. We will not ask you to change your mind for at least { $months } months.

recorded-limits-heading = What your { immediate-name } does not do

# One point per line.
recorded-limits =
    { $right ->
        [opt_out]
            It does not stop companies that work for us, for example to run our systems. They may still process your information on our behalf.
            It does not delete your information. You can ask us to do that separately.
        [limit]
            It does not stop companies that work for us. They may still process your sensitive information on our behalf, within the same limit.
            It does not cover your other personal information, and it does not opt you out of sale and sharing. You can ask us for that separately.
            It does not delete your information. You can ask us to do that separately.
        [marketing_stop]
            It does not stop emails about your orders or your account.
            It does not remove your address from our records. We need it to know where not to send marketing emails.
            It does not stop the sale or sharing of your information, and it does not delete your information. You can ask us for that separately.
        [withdraw_consent]
            It does not stop uses that the law allows without your consent, for example to provide what you asked for.
            It does not stop the sale or sharing of your information, and it does not delete your information. You can ask us for that separately.
       *[admt_opt_out]
            It does not stop decisions that people make.
            It does not stop companies that work for us. They may still process your information on our behalf, but not to make such decisions.
            It does not delete your information. You can ask us to do that separately.
    }

recorded-unasked = You do not need to do anything. There is no charge.
recorded-undo-by-link = If you want to undo it, use this link or reply to this email.
recorded-undo-by-reply = If you want to undo it, reply to this email.
recorded-undo-by-parent = If you want to undo it for your child, reply to this email. We will first confirm that you are the parent or guardian.

recorded-undo-link =
    { $right ->
        [opt_out] Allow the sale and sharing of my information again
        [limit] Remove the limit on my sensitive information
        [marketing_stop] Send me marketing emails again
        [withdraw_consent] Give all my consents again
       *[admt_opt_out] Allow automated decisions about me again
    }

## Immediate rights: every partner has confirmed

# The regulations give the first wording (11 CCR § 7025(c)(6)).
done-headline =
    { $right ->
        [opt_out] Opt-Out Request Honored
        [limit] Request to Limit Honored
        [marketing_stop] Request to Stop Marketing Emails Honored
        [withdraw_consent] Withdrawal of Consent Honored
       *[admt_opt_out] Request to Opt Out of Automated Decisions Honored
    }

done = Your { immediate-name } has been in effect since { $date }. { immediate-effect }

done-no-partners = It is in effect in our own systems. We did not have to notify any other company.

# $date: the day of the last confirmation, or "unknown".
done-all-confirmed =
    { $notified ->
        [one]
            We notified the one company that must honor it. { $date ->
                [unknown] It confirmed.
               *[other] It confirmed on { $date }.
            }
       *[other]
            We notified the { $notified } companies that must honor it. { $date ->
                [unknown] All { $notified } confirmed.
               *[other] All { $notified } confirmed, the last one on { $date }.
            }
    }

# $excused: how many companies we did not have to notify.
done-all-excused =
    { $excused ->
        [one] For one company, we recorded why we did not have to notify it.
       *[other] For { $excused } companies, we recorded why we did not have to notify them.
    }

# $total: all companies, $notified and $excused together.
done-some-confirmed =
    { $date ->
        [unknown] Of { $total } companies, { $notified } confirmed that they honor it.
       *[other]
            { $notified ->
                [one] Of { $total } companies, { $notified } confirmed that they honor it on { $date }.
               *[other] Of { $total } companies, { $notified } confirmed that they honor it, the last one on { $date }.
            }
    }
done-others-excused =
    { $excused ->
        [one] For the other one, we recorded why we did not have to notify it.
       *[other] For the other { $excused }, we recorded why we did not have to notify them.
    }
done-partly-confirmed = { done-some-confirmed } { done-others-excused }

done-end = We are done, and you do not need to do anything.
done-end-ask-again = We are done, and you do not need to do anything. We will not ask you to change your mind for at least { $months } months.

## Immediate rights: opting back in

opt-in-headline =
    { $right ->
        [opt_out] Do you want to end your opt-out?
        [limit] Do you want to remove your limit on sensitive information?
        [marketing_stop] Do you want to get marketing emails again?
        [withdraw_consent] Do you want to give all your consents again?
       *[admt_opt_out] Do you want to end your opt-out of automated decisions?
    }

# After "asked us to".
opt-in-request =
    { $right ->
        [opt_out] end your opt-out
        [limit] remove your limit on sensitive information
        [marketing_stop] send you marketing emails again
        [withdraw_consent] accept all your consents again
       *[admt_opt_out] end your opt-out of automated decisions
    }

opt-in-effect =
    { $right ->
        [opt_out] We may sell your personal information, or share it for ads that follow you across websites and apps.
        [limit] We may use your sensitive personal information for other purposes. Our privacy policy describes them.
        [marketing_stop] We may send you marketing emails.
        [withdraw_consent] We may use your information again in every way that you agreed to before.
       *[admt_opt_out] We may use automated technology to make significant decisions about you.
    }

opt-in-question = On { $date }, someone who gave this email address asked us to { opt-in-request }. Nothing has changed, and nothing will change unless you confirm it. If you confirm it, this will change: { opt-in-effect }
opt-in-question-in-short = On { $date }, someone who gave this email address asked us to { opt-in-request }. Nothing changes unless you confirm it. If you confirm it, this will change: { opt-in-effect }

opt-in-how = The link opens a page that shows what will change. The page has a button to confirm it. The link works for 30 days, and only for this address.

opt-in-link =
    { $right ->
        [opt_out] End my opt-out
        [limit] Remove my limit
        [marketing_stop] Send me marketing emails again
        [withdraw_consent] Give all my consents again
       *[admt_opt_out] End my opt-out
    }

# For a request whose right is not known.
opt-in-link-general = Opt back in

opt-in-unasked = You do not need to do anything. Your { immediate-name } stays in effect.

opted-back-in-headline = Your { immediate-name } has ended
opted-back-in = You asked us to { opt-in-request }, and you confirmed it. Your { immediate-name } is no longer in effect. { opt-in-effect }

opted-back-in-partly-headline = Your { immediate-name } has ended for this address
opted-back-in-partly = You asked us to { opt-in-request } for this address, and you confirmed it. Your { immediate-name } is no longer in effect for this address. It stays in effect for everything else in your request.

opted-back-in-change = You can change your mind at any time. Your new request takes effect right away, and you do not have to give a reason.
opted-back-in-link =
    { $right ->
        [opt_out] Opt out again
        [limit] Limit the use again
        [marketing_stop] Stop marketing emails again
        [withdraw_consent] Take back my consent again
       *[admt_opt_out] Opt out again
    }
opted-back-in-unasked = Make your request again with the form, or reply to this email and say so. Either way, it counts from the moment we get it.

## Immediate rights: opting a child back in. A parent or guardian reads these emails.

opt-in-headline-child =
    { $right ->
        [opt_out] Do you want to end your child’s opt-out?
        [limit] Do you want to remove the limit on your child’s sensitive information?
        [marketing_stop] Do you want your child to get marketing emails again?
        [withdraw_consent] Do you want to give all consents for your child again?
       *[admt_opt_out] Do you want to end your child’s opt-out of automated decisions?
    }

# After "asked us to".
opt-in-request-child =
    { $right ->
        [opt_out] end your child’s opt-out
        [limit] remove the limit on your child’s sensitive information
        [marketing_stop] send your child marketing emails again
        [withdraw_consent] accept all consents for your child again
       *[admt_opt_out] end your child’s opt-out of automated decisions
    }

opt-in-effect-child =
    { $right ->
        [opt_out] We may sell your child’s personal information, or share it for ads that follow your child across websites and apps.
        [limit] We may use your child’s sensitive personal information for other purposes. Our privacy policy describes them.
        [marketing_stop] We may send your child marketing emails.
        [withdraw_consent] We may use your child’s information again in every way that was agreed to before.
       *[admt_opt_out] We may use automated technology to make significant decisions about your child.
    }

opt-in-question-child = On { $date }, someone who gave this email address asked us to { opt-in-request-child }. Nothing has changed, and nothing will change unless you confirm it. If you confirm it, this will change: { opt-in-effect-child }
opt-in-question-in-short-child = On { $date }, someone who gave this email address asked us to { opt-in-request-child }. Nothing changes unless you confirm it. If you confirm it, this will change: { opt-in-effect-child }

opt-in-link-child =
    { $right ->
        [opt_out] End my child’s opt-out
        [limit] Remove my child’s limit
        [marketing_stop] Send my child marketing emails again
        [withdraw_consent] Give all consents for my child again
       *[admt_opt_out] End my child’s opt-out
    }

opt-in-unasked-child = You do not need to do anything. Your child’s { immediate-name } stays in effect.

opted-back-in-headline-child = Your child’s { immediate-name } has ended
opted-back-in-child = You asked us to { opt-in-request-child }, and you confirmed it. Your child’s { immediate-name } is no longer in effect. { opt-in-effect-child }

## Immediate rights: denied

immediate-denied-headline = We are not honoring your { immediate-name }
immediate-denied = We looked at the request that we received on { $date }. We believe that it is fraudulent, so we are not honoring it. It is no longer in effect.
immediate-denied-because = Here is why we believe that:
immediate-denied-wrong-heading = If we are wrong
immediate-denied-wrong = Reply to this email and tell us. A person will read your reply and look at your request again. We do not need to see an ID for this.

## Verifiable rights: what a request is called

# After "your".
verifiable-name =
    { $right ->
        [delete] deletion request
        [know] request for a copy of your information
        [know_categories] request for categories of information
        [correct] correction request
        [admt_access] request for an explanation
       *[admt_appeal] appeal of an automated decision
    }

## Verifiable rights: received

received-headline-confirm = Please confirm your { verifiable-name }
received-headline = We received your { verifiable-name }
received = We received your { verifiable-name } on { $date }. A person will work on it. There is no charge.

received-correct-heading = What is wrong
received-correct = If you have not told us yet, reply to this email: what is wrong, and what is right? You can attach documents.

identity-heading = How we verify your identity
identity-how = We first compare what you gave us with the information we have. If we need anything else, we will email you at this address. We never ask for an ID that we do not need.
identity-parent-heading = How we confirm that you are the parent
identity-parent = This request is about a child under 13. We will contact you to confirm that you are the child’s parent or guardian.
identity-parent-until = Until then, we won't disclose, change or delete anything.
identity-until = Until we verify your identity, we won't disclose, change or delete anything.

when-heading = When you'll hear from us
when-respond = We will respond by { $date }.

# $days: a number of days from "calendar-days" or "business-days" in common.ftl.
when-extension = If we need more time, we will email you before that date and explain why. The law allows one extension of { $days }.

received-period = Our response will cover all the information we have about you, no matter how old it is. If you only need a certain period, reply to this email and tell us which one.

confirm-heading = Please confirm that you made this request
confirm = Open this link and press the button on the page. You do not need an account.
confirm-link = Confirm my request

# Someone else made the request for the reader.
confirm-represented-heading = Please confirm that you allowed this request
confirm-represented = Someone made this request for you and says that you allowed it. If you did, open this link and press the button on the page. You do not need an account, and you do not have to make the request again yourself. If they show us a power of attorney from you, we do not need your confirmation.
confirm-represented-link = Confirm that I allowed it

## Verifiable rights: verification due, extended

reminder-headline = Reminder: please confirm your { verifiable-name }
reminder = We received your { verifiable-name } on { $date }. We haven't verified your identity yet. Until we do, we won't disclose, change or delete anything.
reminder-unasked = You do not need to do anything. Nothing will happen to your information.

extended-headline = We need more time for your { verifiable-name }
extended = We are working on the { verifiable-name } that we received on { $date }, but we cannot finish it by the first date. Here is why:
extended-first = The first date was { $first }. We will now respond by { $date }. The law allows one extension, so there will not be another.
extended-now = We will now respond by { $date }. The law allows one extension, so there will not be another.

## Verifiable rights: response

granted-headline = Your { verifiable-name }: granted
granted =
    { $right ->
        [delete] We have deleted the personal information that you asked us to delete, or changed it so that no one can link it to you.
        [know] You will get a copy of the personal information that we have about you.
        [know_categories] You will get a list of the categories of personal information that we have about you, where they come from, what we use them for, and who gets them.
        [correct] We have corrected the personal information that you asked us to correct.
        [admt_access] You will get an explanation of the automated decision about you.
       *[admt_appeal] A person looked at the automated decision again. They can overturn it, and they changed it as you asked.
    }

in-part-headline = Your { verifiable-name }: granted in part
in-part =
    { $right ->
        [delete] We have deleted some of the personal information that you asked us to delete, or changed it so that no one can link it to you.
        [know] You will get a copy of some of the personal information that we have about you.
        [know_categories] You will get a list of some of the categories of personal information that we have about you.
        [correct] We have corrected some of the personal information that you asked us to correct.
        [admt_access] You will get part of an explanation of the automated decision about you.
       *[admt_appeal] A person looked at the automated decision again. They can overturn it, and they changed part of it.
    }
in-part-rest = We did not do the rest, because { denial-basis }.

denied-headline = Your { verifiable-name }: denied
denied =
    { $right ->
        [delete] We have not deleted your personal information, because { denial-basis }.
        [know] We are not sending you a copy of your personal information, because { denial-basis }.
        [know_categories] You asked for a list of the categories of personal information that we have about you. We are not sending it, because { denial-basis }.
        [correct] We have not changed your personal information, because { denial-basis }.
        [admt_access] We are not sending you an explanation of the automated decision, because { denial-basis }.
       *[admt_appeal] A person who can overturn the automated decision looked at it again. The decision stays the same, because { denial-basis }.
    }

# After "because".
denial-basis =
    { $basis ->
        [lawful_exception]
            { $right ->
                [delete] the law requires or allows us to keep it
                [correct] the law requires or allows us to leave it as it is
                [admt_appeal] the law requires or allows us to keep it
               *[other] the law requires or allows us to withhold it
            }
        [accurate] we found the information to be accurate
        [repeated_without_news] we answered the same request within the last six months and nothing new was shown
        [too_often] we answered this request twice in the last twelve months
       *[unfounded] the request is manifestly unfounded or excessive
    }

not-verified-headline = Your { verifiable-name }: not verified
not-verified =
    { $right ->
        [delete] We could not verify that this request came from the person it is about. To protect that person, we have not deleted anything.
        [know] We could not verify that this request came from the person it is about. To protect that person, we are not sending a copy. We have treated the request as a request for the categories of information that we have.
        [know_categories] We could not verify that this request came from the person it is about. To protect that person, we are not sending a list.
        [correct] We could not verify that this request came from the person it is about. To protect that person, we have not changed anything.
        [admt_access] We could not verify that this request came from the person the decision is about. To protect that person, we are not explaining it.
       *[admt_appeal] We could not verify that this appeal came from the person the decision is about. The decision stays the same.
    }
# Before what a person on the privacy team wrote.
response-words = A person on our privacy team adds:

not-verified-again-heading = If you made this request
not-verified-again = Reply to this email and give us something else that helps us find you in our records. You can also make the request again at any time.

# One paragraph per line.
after-grant-delete = We are also notifying the companies that got it from us that they must delete it. A copy in a backup may stay until the backup is next used.
after-grant-know =
    For your safety, the copy leaves out details that could be used against you, such as Social Security, ID and account numbers, passwords, and biometric data. It says which of these we have.
    If the copy does not reach you, reply to this email.
after-grant-know-categories = If the list does not reach you, reply to this email.
after-grant-correct = We will make sure that it stays corrected. We are also notifying the companies that got it from us that they must correct it.
after-grant-admt-access = If the explanation does not reach you, reply to this email.

kept-delete = We use the information that we keep only for the purpose that the law allows.
record-delete = We keep a record of your request, as the law requires (11 CCR §§ 7022 and 7101).

delivery-elsewhere = Here is how you will get it:
delivery-file = You can download it with this link for 30 days. The page asks for a code, which we send you in a separate email. After you download the file, the link works for one more hour, in case something goes wrong.
delivery-file-link = Download our response
delivery-by-hand = It comes with this message.

other-rights-heading = Your other rights
other-rights = The law forbids us to retaliate against you because you use your privacy rights. You can use your other rights with our form.
other-rights-link = Use my other rights

instead-correct-heading = What you can do instead
instead-correct-delete = You can ask us to delete the information.
instead-correct-delete-link = Ask us to delete it
instead-correct-statement = If the information is about your health, you can write a statement of up to 250 words about each item that you believe is wrong. Reply to this email with the statement, and ask us to add it to your record. We will add it. If you ask us to, we will also show it to everyone who gets the information from us.

# The question of 11 CCR § 7022(g), with the contents of the notice of § 7013(f): the right, and how to use it.
instead-opt-out-heading = Do you want to opt out of sale and sharing?
instead-opt-out = You have the right to tell us not to sell your personal information, and not to share it for ads that follow you across websites and apps. If you have not opted out yet, do you want to do so now? Open our form, give your email address or phone number, and send it. You can also reply to this email and ask us to opt you out. We do not need to verify your identity for that.
instead-opt-out-link = Opt out of sale and sharing
instead-policy = Our privacy policy says which categories of information we collect, where they come from, what we use them for, and who gets them.
instead-policy-link = Read our privacy policy

disagree-heading = If you think that we are wrong
disagree = Reply to this email and tell us why, or ask us to explain more. A person will read your reply.

## The code for a download

code-headline = The code for our response
code = Our response to your { verifiable-name } is a file. The email with our response has a link to it. The page behind that link asks for this code:
code-new-headline = A new code for our response
code-new = Our response to your { verifiable-name } is a file. The email with our response has a link to it. The link works for 30 days from now. The old code no longer works. The page behind that link asks for this new code:
code-secret = Do not give the code to anyone. We will never ask you for it, except on that page.

## Appeals

# $days: a number of days from "calendar-days" or "business-days" in common.ftl.
appeal-by-link = You can appeal: use the link below, or reply to this email and say so. There is no charge. We will send you our decision in writing, with our reasons, within { $days } of your appeal.
appeal-by-reply = You can appeal: reply to this email and say so. There is no charge. We will send you our decision in writing, with our reasons, within { $days } of your appeal.
appeal-link = Appeal our decision

# $authority: an authority from "authority-with-site" in common.ftl.
complaint = If you disagree, you can file a complaint with { $authority }.
appeal-by-link-or-complaint = { appeal-by-link } { complaint }
appeal-by-reply-or-complaint = { appeal-by-reply } { complaint }

appeal-received-headline = We received your appeal
appeal-received = You appealed our decision on your request. A person will look at it again and decide. There is no charge.
appeal-received-when = We will send you our decision by { $date }.
appeal-received-more = If there is anything else that we should know, reply to this email and tell us.

appeal-extended-headline = We need more time for your appeal
appeal-extended = We are looking again at our decision on your request, but we cannot finish by the first date. Here is why:
appeal-extended-now = We will now send you our decision by { $date }. The law allows one extension, so there will not be another.

appeal-granted-headline = Your appeal: granted
appeal-granted =
    { $kind ->
        [immediate] A person looked again at our decision on your { immediate-name }. You were right, and we have changed our decision. This is what we are doing now:
       *[verifiable] A person looked again at our decision on your { verifiable-name }. You were right, and we have changed our decision. This is what we are doing now:
    }
appeal-granted-in-effect = Your { immediate-name } is in effect.

appeal-denied-headline = Your appeal: denied
appeal-denied =
    { $kind ->
        [immediate] A person looked again at our decision on your { immediate-name }. Our decision stays the same. Here is why:
       *[verifiable] A person looked again at our decision on your { verifiable-name }. Our decision stays the same. Here is why:
    }

## An email that a person must read

review-headline = A person will read your email
review = We received your email on { $date }. Our system was not sure what you are asking for, so a person will read it.
review-by = We will read it by { $date }.
review-by-policy = We will read it by { $date }. This date is our own promise. The law does not set a deadline.
review-meanwhile = Until a person has read it, we treat it as an opt-out: we do not sell your personal information, and we do not share it for ads that follow you across websites and apps.
review-counts = You do not lose any time. Whatever you are asking for, our deadline counts from { $date }.
review-help = You do not need to do anything. If you want to help, reply to this email and say in one sentence what you want, for example "Do not sell my personal information" or "Delete my personal information".
review-unasked-heading = If you did not write to us
review-unasked = You do not need to do anything in that case either.

reply-received-headline = We received your reply
reply-received = A person on our privacy team will read it. You do not need to do anything.

question-headline = One question about your email
question = We received your email on { $date }. A person read it and has a question for you:
question-late = We are late with your email, and we are sorry. We will act on your answer right away.
question-how = Use this link to answer, or reply to this email. Your own words are fine. Whatever you answer, our deadline counts from the day we received your first email.
question-link = Answer the question

message-headline = A message about your request
# $date: the day of receipt.
message = A person on our privacy team writes to you about your request of { $date }:
message-how = To answer, reply to this email.

staff-answer-headline = Our answer to your email
# $date: the day of receipt.
staff-answer = A person on our privacy team answers your email of { $date }:

news-headline = There is news about your request
news = The status of your request has changed. Use this link to see what is new.

## How to make a request

how-headline = How to make a privacy request
how = You asked us about your privacy rights. You can use them at any time. There is no charge, and you do not need an account.
how-email-heading = By email
how-email = Reply to this email and say in one sentence what you want. Your own words are fine. Your request counts from the moment we get it. For example:
how-form-heading = With our form
how-needed-heading = What we need from you
how-needed-immediate = To stop the sale or sharing of your information, to limit the use of your sensitive information, or to stop marketing emails, we need one thing: an email address or a phone number that helps us find you in our records. We start right away. You do not have to prove or confirm anything.
how-needed-verifiable = To see, delete or correct your information, we need the same. We then verify your identity, and we ask only for what we need to do that.
how-needed-agent = Someone else can make a request for you if you gave them written permission.
how-already-heading = If you already asked for something
how-already = Then we misunderstood your email. Reply to this one and tell us. A person will look at it.

how-in-short-heading = Your question about your privacy rights
how-in-short = You can use your rights at any time. Reply to this email and say in one sentence what you want, or use the form.

## An agent's requests for several people

agent-headline = We opened the requests in your email
agent =
    { $requests ->
        [one] We received your email on { $date }. You wrote to us for other people. We opened a request for them. The deadline of each request counts from that day. Here is its reference number.
       *[other] We received your email on { $date }. You wrote to us for other people. We opened { $requests } requests for them. The deadline of each request counts from that day. Here are the reference numbers, in the order of your email.
    }
agent-status = To see the status of a request, use its reference number and the email address of the person it is about:
agent-status-link = Look up a request
agent-next = We also email each of these people a link to their own request. If we need to see their signed permission, we will email you.
agent-unasked-heading = If you did not write to us
agent-in-short-heading = Requests that you made for other people

## Several emails in one

summary-headline = { $emails } messages about privacy requests
summary-subject = { $emails } messages about privacy requests ({ $reference } and { $others } more)
summary = We have several messages about privacy requests that give this email address. Here they are in one email. Each request has its own reference number.
summary-review-heading = An email that a person will read
summary-recorded-heading = Requests that are already in effect
summary-recorded = These requests have been in effect in our systems since the day we received them. You do not need to do anything. We are also notifying the other companies that must honor them. We will finish by the dates shown.
summary-recorded-no-partners = These requests have been in effect in our systems since the day we received them. We do not have to notify any other company, so we are done. You do not need to do anything.
summary-when = We will respond to each request by the date shown. There is no charge.
summary-pending-heading = Emails that a person will read
summary-pending = Our system was not sure what you are asking for. Whatever it is, our deadline counts from the day we received the email. The law does not set a deadline for reading it. The date shown is our own promise.
summary-unasked = You do not need to do anything. If you want to undo something, reply to this email.

## All that one message asked for, in one email

# $requests: a number, 2 or more.
together-headline = You asked for { $requests } things
together-subject = You asked for { $requests } things ({ $reference } and { $others } more)
# A list of the rights follows.
together-asked = We received your email on { $date }. You asked for { $requests } things:
together = This email is our reply to all of them. Each one has its own reference number.
together-undo-by-link = If you want to undo something, use its link or reply to this email.
together-undo-by-reply = If you want to undo something, reply to this email.
