### The pages of links in emails: confirm, opt back in, appeal, answer, download.
###
### $right is the right that the request exercises, or "other". A message with several lines has one paragraph per line.

action-request = Request
action-reference = Reference number
action-status = See the status of your request
# $inbox: an email address.
action-help = Is something wrong? Email [{ $inbox }](inbox) and give your reference number.
action-your-email = Your email

## Confirm a request

confirm-title = Confirm that you made this request
confirm-page =
    If you made this request, press “Yes”. Then we know that it came from you.
    If you did not make it, press “No”. Then we know that it did not come from you.
confirm-button = Yes, I made this request
confirm-no-button = No, that wasn’t me

confirm-agent-title = Confirm that you allowed this request
confirm-agent-page =
    Someone made this request for you and says that you allowed it. If you did, press “Yes”. Then we know that this is what you want.
    If you did not allow it, press “No”. Then we know that you do not want this.
confirm-agent-button = Yes, I allowed it
confirm-agent-no-button = No, I did not allow it

confirmed-title = You confirmed this request
confirmed = Thank you. You do not need to do anything else. We will email you when we are done.

# After "No".
confirm-denied-title = Thank you for telling us
confirm-denied =
    You told us that this request did not come from you. A person on our privacy team will read that.
    You do not need to do anything else. If you press “Yes” later by mistake, email us.

## Opt back in

# After "your".
undo-name =
    { $right ->
        [opt_out] opt-out
        [limit] limit on sensitive information
        [marketing_stop] request to stop marketing emails
        [admt_opt_out] opt-out of automated decisions
        [withdraw_consent] withdrawal of consent
       *[other] request
    }
undo-request-title =
    { $right ->
        [opt_out] Allow the sale and sharing of my information again
        [limit] Remove the limit on my sensitive information
        [marketing_stop] Get marketing emails again
        [admt_opt_out] Allow automated decisions about me again
        [withdraw_consent] Give all my consents again
       *[other] Undo my request
    }
undo-request =
    Your { undo-name } is in effect. If you press the button, it stays in effect for now, and we send you an email. It ends when you open the link in that email and confirm it there.
    If you want to keep your { undo-name }, close this page.
undo-request-button = Send me the email
undo-which = Which email address?
undo-which-hint = We will send the email there. Your request ends for that address only.
undo-own-address = Our email went to this address.
undo-other-address = Your request also named this address.
undo-choose = Choose an email address

undo-requested-title = We have sent you an email
undo-requested = Your { undo-name } is still in effect. To end it, open the link in the email. If the email has not arrived by tomorrow, use this page again or write to us.

# The title and the button of the second step.
undo-title =
    { $right ->
        [limit] Remove my limit
        [marketing_stop] Send me marketing emails again
        [opt_out] End my opt-out
        [admt_opt_out] End my opt-out
        [withdraw_consent] Give all my consents again
       *[other] End my request
    }
undo-effect =
    { $right ->
        [opt_out] We may then sell your personal information, or share it for ads that follow you across websites and apps.
        [limit] We may then use your sensitive personal information for other purposes. Our privacy policy describes them.
        [marketing_stop] We may then send you marketing emails.
        [admt_opt_out] We may then use automated technology to make significant decisions about you.
        [withdraw_consent] We may then use your information again in every way that you agreed to before. If you want to allow only some of these ways, close this page and email us.
       *[other] It is then no longer in effect.
    }
# $who: a masked email address.
undo =
    If you press the button, your { undo-name } ends for { $who }. { undo-effect }
    If you want to keep your { undo-name }, close this page.

undone-title =
    { $right ->
        [opt_out] Your opt-out has ended
        [limit] Your limit on sensitive information has ended
        [marketing_stop] Your request to stop marketing emails has ended
        [admt_opt_out] Your opt-out of automated decisions has ended
        [withdraw_consent] You gave all your consents again
       *[other] Your request has ended
    }
undone-in-part =
    It has ended for { $who }.
    It stays in effect for everything else that the request named.
    { undone-change }
undone =
    It has ended for { $who }.
    It is no longer in effect for anything that the request named.
    { undone-change }
undone-change = You can change your mind at any time. Your new request takes effect right away, and you do not have to give a reason.
undone-repeat =
    { $right ->
        [limit] Limit the use again
        [marketing_stop] Stop marketing emails again
        [opt_out] Opt out again
        [admt_opt_out] Opt out again
        [withdraw_consent] Take back my consent again
       *[other] Make the request again
    }

# The second step for a child. A parent or guardian reads these pages.
undo-child-title =
    { $right ->
        [limit] Remove my child’s limit
        [marketing_stop] Send my child marketing emails again
        [opt_out] End my child’s opt-out
        [admt_opt_out] End my child’s opt-out
        [withdraw_consent] Give all consents for my child again
       *[other] End my child’s request
    }
undo-child-effect =
    { $right ->
        [opt_out] We may then sell your child’s personal information, or share it for ads that follow your child across websites and apps.
        [limit] We may then use your child’s sensitive personal information for other purposes. Our privacy policy describes them.
        [marketing_stop] We may then send your child marketing emails.
        [admt_opt_out] We may then use automated technology to make significant decisions about your child.
        [withdraw_consent] We may then use your child’s information again in every way that was agreed to before. If you want to allow only some of these ways, close this page and email us.
       *[other] It is then no longer in effect.
    }
undo-child =
    If you press the button, your child’s { undo-name } ends. { undo-child-effect }
    If you want to keep your child’s { undo-name }, close this page.
undone-child-title =
    { $right ->
        [opt_out] Your child’s opt-out has ended
        [limit] Your child’s limit on sensitive information has ended
        [marketing_stop] Your child’s request to stop marketing emails has ended
        [admt_opt_out] Your child’s opt-out of automated decisions has ended
        [withdraw_consent] You gave all consents for your child again
       *[other] Your child’s request has ended
    }
undone-child =
    It is no longer in effect for your child.
    { undone-change }

## Appeal

appeal-title = Appeal our decision
appeal-page = If you press the button, a person will look again at our decision on this request. There is no charge. We will email you the result.
appeal-message = Why do you think that we are wrong? (optional)
# $most: a number of characters.
appeal-message-hint = At most { $most } characters. If you want to show us documents, reply to our email and attach them.
appeal-button = Appeal
appealed-title = We received your appeal
# $date: the day by which we decide.
appealed = A person will look at our decision again. We will send you the result by { $date }.
appealed-decided = A person looked at our decision again. Our email has the result.

## Answer our question

answer-title = Answer our question
answer-page = We read your email and have a question for you. A person will read your answer. Use your own words.
answer-message = Your answer
answer-message-hint = At most { $most } characters.
answer-button = Send my answer
answer-missing = Write your answer
answered-title = We received your answer
answered = Thank you. A person will read it. You do not need to do anything else.
message-too-long = Shorten this to { $most } characters, or send us an email

## Download our response

download-title = Download our response
download-page = Our response is a file. We sent you a code for it in a separate email. After you download the file, this link works for one more hour, in case something goes wrong.
download-code = Code
download-code-hint = Eight digits, like 1234 5678. The code is in a separate email from us.
download-button = Download the file
download-no-code = Enter the eight-digit code from our separate email
download-wrong-code =
    { $left ->
        [one] That code is wrong. You can try once more
       *[other] That code is wrong. You can try { $left } more times
    }
downloaded-title = You downloaded our response

new-code-title = Get a new code for our response
new-code-page = The link for our response has ended. If you press the button, we email you a new code, and the link works again for 30 days.
new-code-button = Send me a new code
new-code-sent-title = We have sent you a new code
new-code-sent = The link in the email with our response works again for 30 days. The old code no longer works. If the new code has not arrived by tomorrow, check your spam folder, then email us.

## What can't be done

refused-already-responded-title = We have already responded to this request
refused-already-responded = There is nothing left to confirm. If you still want this, make the request again, or reply to our email.
refused-no-response-yet-title = We have not responded to this request yet
refused-no-response-yet = You can appeal once you have our response. We will email it to you.
refused-under-review-title = A person is looking at this request
refused-under-review = You do not need to do anything now. We will email you when we are done.
refused-in-force-title = This request is in effect
refused-in-force = There is nothing to appeal. The status page has the details.
refused-not-in-force-title = This request is not in effect
refused-not-in-force = There is nothing to end. The status page has the details.
refused-requested-again-title = You made this request again
refused-requested-again = You made it after we sent our email. This link no longer works, and your request stays in effect.
refused-no-appeal-title = You cannot appeal this decision here
refused-no-appeal = The law that applies to this request does not offer an appeal. Reply to our email and tell us why you think that we are wrong. A person will read your reply.
refused-no-file-title = There is nothing to download here
refused-no-file = Our email says how you will get our response.
refused-locked-title = Too many wrong codes were entered
refused-locked = For your safety, this link no longer works. The status page has a button to get a new code.
refused-already-downloaded-title = Our response was already downloaded
refused-already-downloaded = For your safety, this link no longer works. If you did not download it, or if you need it again, the status page has a button to get a new code.
refused-file-unavailable-title = We cannot give you the file here
refused-file-unavailable = Reply to our email, and we will find another way to get our response to you.
refused-still-downloadable-title = You can still download our response
refused-still-downloadable = Use the link in the email with our response, and the code from our separate email.
refused-too-many-codes-title = We cannot send another code here
refused-too-many-codes = Reply to our email, and a person will help you to get our response.
refused-too-many-messages-title = We cannot take another message here
refused-too-many-messages = We have everything that you wrote so far. If there is more, reply to our email.
