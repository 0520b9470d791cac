### The desk: the pages on which staff work. English only.

## Every page

desk-name = Privacy desk
desk-nav = Pages of the desk
desk-nav-requests = Requests
desk-nav-search = Search
desk-nav-inbox = Inbox
desk-nav-emails = Emails
desk-nav-partners = Partners
desk-nav-reports = Reports
desk-nav-law-changes = Law changes
desk-nav-new = New request
desk-nav-me = Your account
desk-changed-title = A colleague was faster
desk-changed = The request has changed since you opened it. We recorded nothing. Read the request as it is now, then decide again.
desk-changed-sent = What you entered
desk-changed-open = Open the request as it is now
desk-problem-back = Go back to the list of requests
desk-no-page = There is no page at this address. Check that the whole address was copied.
desk-forged-title = This form is not from this session
desk-forged = We recorded nothing. Open the page again and send the form again.
# $address: the address of the desk.
desk-forged-address = The desk works at { $address } only.
desk-renew-title = Confirm that it is still you
desk-renew = Your company’s sign-in has to confirm you every 15 minutes. We recorded nothing yet, and kept what you entered.
desk-renew-file = Your company’s sign-in has to confirm you every 15 minutes. The file was not stored. Open the page again and choose the file again.
desk-renew-file-open = Open the page again
desk-renew-first = Sign in again in a new tab, and come back to this page.
desk-renew-second = Send what you entered.
desk-renew-send = Send it now
desk-again-title = Send it once more
desk-again = Your session ended while you worked. We recorded nothing yet, and kept what you entered. Check it, and send it.
desk-renewed-title = You are signed in again
desk-renewed = Close this tab and go back to the one before. Send there what you entered.

## Sign-in

desk-signed-out-title = You are signed out
desk-signed-out = Nothing more can be read or changed in this browser.
desk-sign-in-button = Sign in
desk-sign-in-title = Sign in to the privacy desk
desk-no-issuer = No sign-in is set up. On a developer’s machine, open the sign-in link that the program printed when it started. It works once: start the program again for a new one.
desk-sign-in-failed-title = You could not be signed in
desk-sign-in-failed = The sign-in ended without a result that we can trust. Start again.
desk-sign-in-again = Start again
desk-leave = Your company’s sign-in opens next.
desk-leave-link = Go on
desk-link-used = This sign-in link was used before, or is wrong. Start the program again: it prints a new link.
desk-no-role-title = You have no role at this desk
# $name: the name of the member of staff.
desk-no-role = You are signed in as { $name }, and no role is granted to you. Ask the person who administers the setting ROLES.

## Search

desk-search-title = Find a person
desk-search-by = Search by
desk-search-kind =
    { $name ->
        [email] Email address
        [phone] Phone number
        [name] Name
        [account] Account ID
       *[reference] Reference
    }
desk-search-value = What to search for
desk-search-button = Search
desk-search-nothing = Nothing was found. A name has to match in full; accents and the order of its parts don’t matter.
desk-search-suppressions = What we don’t do with this person’s data
desk-search-inbound = Emails that opened no request
desk-search-state =
    { $name ->
        [handled] handled by staff
        [quarantine] likely spam, not read
       *[waits] waits for staff
    }
# $purpose: what is stopped. $time: since when. $ask: when the company may ask again, or nothing.
desk-suppression =
    { $state ->
        [in_force] { $purpose }: stopped since { $time }. { $ask }
        [ended] { $purpose }: the person allowed it again on { $time }. { $ask }
       *[never] { $purpose }: not stopped. { $ask }
    }
desk-ask-again = You may ask the person to opt back in from { $date }.
desk-ask-never = You may not ask the person to opt back in.
desk-purpose =
    { $name ->
        [sale_sharing] Sale and sharing
        [limit] Use of sensitive data
        [marketing] Marketing emails
        [admt] Automated decisions
       *[consent] Use by consent
    }

## Requests

desk-queue-title = Requests
desk-views = Lists of requests
desk-view =
    { $name ->
        [to_review] To review
        [replies] Replies
        [to_respond] To respond
        [due_this_week] Due this week
        [overdue] Overdue
        [waiting_for_partners] Waiting for partners
        [undeliverable] Undeliverable
        [mine] Mine
        [unassigned] Unassigned
        [open] All open
       *[closed] Closed
    }
# $count: the number of entries of a list.
desk-count =
    { $count ->
        [1000] 1,000
       *[other] { $count }
    }
# $count: 1,000.
desk-count-more = { $count }+
desk-filter =
    { $name ->
        [right] Right
        [channel] Received by
        [law] Law
       *[assignee] Assigned to
    }
desk-assignee =
    { $name ->
        [me] Me
       *[nobody] Nobody
    }
desk-filter-all = All
desk-filter-apply = Apply
desk-column-request = Request
desk-column-who = Requester
desk-column-right = Right
desk-column-due = Due
desk-column-stage = Stage
desk-column-last = Last event
desk-column-assignee = Assigned to
desk-column-received = Received
desk-next-page = Next page
desk-go-on = No match so far. Look further
desk-empty = Nothing here.
desk-empty-back = Show all open requests
desk-days-left =
    { $days ->
        [0] today
        [one] { $days } day left
       *[other] { $days } days left
    }
desk-days-over =
    { $days ->
        [one] { $days } day over
       *[other] { $days } days over
    }
desk-days-past =
    { $days ->
        [one] { $days } day past
       *[other] { $days } days past
    }
desk-days-last =
    { $days ->
        [0] the last day is today
        [one] last day in { $days } day
       *[other] last day in { $days } days
    }
desk-unread-right = To be read
desk-unknown-person = Not known
desk-erased-person = Erased

## One request

desk-request-to-read = Email to review
desk-received = Received
desk-due = Respond by
desk-due-latest = Last day
desk-in-force = In force since
desk-law = Law
desk-person = Requester
desk-agent = Authorized agent
desk-scope = What it covers
desk-certainty = Certainty about the identity
desk-stage-row = Stage
desk-review-why = Why you must read it
desk-language = Language of our emails
desk-brand = Brand
desk-held = On hold: the request is not erased.
desk-actions = What you can do
desk-actions-none = Nothing is left to do.
desk-actions-read = Your role shows requests only.
# $right: a right in the requester’s words.
desk-confirm-right = Confirm: { $right }
desk-suggested = The email reads like this. One press confirms it:
desk-suggested-several = The email reads like each of these. Choose one. One press confirms it:
desk-more = More about the request
desk-timeline = What happened
desk-timeline-more = Older entries
desk-conversation = Emails with the requester
desk-no-emails = None yet.
desk-reply-from = Email from { $who }
desk-corrected = Emails go to { $to }, which staff corrected
desk-letter = Print it as a letter
desk-letter-back = Back to the email
desk-letter-about = Print this page and post it. Then record that you delivered it.
desk-letter-no-address = (No postal address)
desk-proposed-banner = Recorded as a proposal. It counts when another member of staff approves it.
desk-proposal = Waits for approval
desk-proposal-by = Proposed by { $who }. Nothing was sent or erased yet. Another decision replaces the proposal.
desk-proposal-approve = Approve it
desk-proposal-other = Another member of staff with the role for this action can approve it.
desk-reply-by-link = Written by the requester
desk-reply-unread = Unread
desk-reply-read-by = Read by { $who }
desk-reply-mark = Mark as read
desk-reply-closed = The request is closed. You can still write to the requester, or open a new request that has its own dates.
desk-reply-closed-new = Open a new request
desk-preview-button = Preview the email
desk-preview-title = Preview
desk-preview-lead = The requester gets this. Nothing is recorded or sent yet.
desk-preview-none = This sends no email to the requester. Nothing is recorded yet.
desk-preview-edit = Change it
desk-bulk-title = Act on several requests
desk-bulk-about = Select requests in the list, and choose what to do with them. The next page shows what each of them accepts. Nothing is recorded before you confirm it there.
desk-bulk-box = Select
desk-bulk-action = Action
desk-bulk-assignee = Member of staff, to assign
desk-bulk-right = Right, to confirm
desk-bulk-reason = Reason for the record, if they are not requests
desk-bulk-check = Check
# $most: the most requests of one action.
desk-bulk-select = Select 1 to { $most } requests.
# $count: how many accept the action. $of: how many were selected.
desk-bulk-dry-run = { $count } of { $of } selected requests accept this. Nothing is recorded yet.
desk-bulk-done = Done for { $count } of { $of } requests.
desk-bulk-apply =
    { $count ->
        [one] { $action }: { $count } request
       *[other] { $action }: { $count } requests
    }
desk-bulk-column = Outcome
desk-bulk-why = Details
desk-bulk-emails =
    { $emails ->
        [one] { $emails } email to the requester
       *[other] { $emails } emails to the requester
    }
desk-bulk-outcome =
    { $name ->
        [possible] Accepts it
        [done] Done
        [changed] A colleague was faster
        [failed] Failed. Try again
        [not_tried] Not tried. Try again
       *[refused] Not possible
    }

desk-replies-title = Saved replies
desk-replies-lead = Texts that you use again when you write to a requester. These variables are filled from the request:
desk-replies-new = New saved reply
desk-replies-name = Name
desk-replies-text = Text
desk-replies-save = Save
desk-replies-remove = Remove
desk-replies-role = The role “configure” changes the saved replies.
desk-replies-choose = Start from a saved reply
desk-replies-insert = Insert
desk-originals = What the requester wrote
desk-notifications = Partners
desk-upload = Upload a file for the response
desk-upload-about = Up to 4 MB. The requester gets a link in one email and a code in another.
desk-upload-file = File
desk-upload-button = Upload
desk-evidence = Evidence file
desk-evidence-about = Everything about this request in one file, for a regulator or a court. It contains personal data. The download is logged.
desk-evidence-button = Download the evidence file
desk-evidence-large = The file is too large for a page. This link opens it for 15 minutes.
# $part: the number of this file among several.
desk-evidence-part = Evidence file, part { $part }
desk-evidence-more = More follows: the evidence is complete only with every part.
desk-evidence-next = Go on to the next part
desk-done-banner = Done. The record shows it.
desk-other-request = Open the other request
desk-by-staff = by { $who }
desk-why = Reason: { $why }
desk-note = Note: { $note }
desk-assign-me = Assign to me
desk-assigned = Assigned to
desk-assigned-nobody = Nobody

desk-optional = (optional)
desk-choose = Choose
desk-yes = Yes
desk-no = No

desk-action =
    { $name ->
        [confirm] Confirm the right
        [split] Open a request for a further right
        [change_person] Change the requester
        [join] Join to another request
        [not_a_request] Not a request
        [reopen] Return to review
        [reread] Read the email again
        [ask_person] Ask the requester a question
        [write] Write to the requester
        [verify] Record the verification
        [confirm_parent] Confirm the parent or guardian
        [correct_age] Correct the age
        [extend] Extend the deadline
        [respond] Respond
        [renew_code] Send a new download code
        [appeal] Record an appeal
        [decide_appeal] Decide the appeal
        [deny_for_fraud] Deny because of fraud
        [partners_notified] Partners were notified
        [partner_acknowledged] A partner acknowledged
        [set_language] Change the language
        [assign] Assign
        [note] Add a note
        [hold] Place or lift a hold
        [erase_message] Erase a message that proved the identity
        [erase] Erase the person
       *[other] { $name }
    }
desk-field =
    { $name ->
        [right] Right
        [why] Reason for the record
        [to] Reference of the other request
        [question] Your question
        [text] What you write
        [method] Method
        [email] Email address of the parent
        [reason] Reason that the requester reads
        [response] Response
        [basis] Basis of the denial
        [explanation] What you explain or add; the requester reads it
        [copy_checked] The copy leaves out Social Security, ID and account numbers, passwords and biometric data, and says which of these you have
        [decision] Decision
        [words] What the requester reads
        [belief] Why you believe that it is fraud
        [count] Number of partners
        [language] Language
        [held] Block the erasure
        [assignee] Member of staff
        [note] Note for your colleagues
        [opt_in] The parent asked to opt the child back in
        [age] Age
        [partners_keep] Information that service providers may keep under the exception
        [message] Message
        [address] Email address
        [person-name] Name
        [person-email] Email address
        [person-phone] Phone number
        [person-postal_address] Postal address
        [person-state] State
        [person-age] Age, only for a person under 16
        [agent-name] Agent’s name
        [agent-email] Agent’s email address
        [agent-permission] Agent’s permission
        [delivery-file] File that you uploaded
        [delivery-elsewhere] How the requester gets the data
       *[other] { $name }
    }
desk-value =
    { $name ->
        [granted] Granted
        [in_part] Granted in part
        [denied] Denied
        [not_verified] Not verified
        [upheld] Upheld: we change our decision
        [lawful_exception] An exception in the law
        [accurate] The data is accurate
        [repeated_without_news] Repeated without new information
        [too_often] Too often
        [unfounded] Unfounded
        [known_account] Signed in to a known account
        [power_of_attorney] Power of attorney
        [matched] Details matched our records
        [signed] Signed permission
        [parent_or_guardian] Parent or guardian
        [under_13] Under 13
        [age_13_to_15] 13 to 15
        [age_16_or_older] 16 or older
        [en] English
        [es] Spanish
        [phone] Phone
        [paper] Paper
        [in_person] In person
        [form] Form
        [signal] Browser signal
        [email] Email
        [api] Another system
        [one_click] Unsubscribe button
       *[other] { $text }
    }
desk-stage =
    { $name ->
        [in_force] In force, partners not done
        [done] Done
        [denied] Denied
        [ended] Opted back in
        [open] Needs a response
        [responded] Responded
        [appealing] Appeal to decide
        [appeal_decided] Appeal decided
        [waiting] To review
        [not_a_request] Not a request
       *[joined] Joined to another request
    }
desk-review-reason =
    { $name ->
        [no_text] No text that can be read
        [not_plain] Not plain what it asks
        [several_things] Asks for several things
        [for_somebody_else] For another person
        [no_sender] No sender
        [quarantined] Marked as spam
       *[no_law] No law fits
    }

## Events

desk-event =
    { $name ->
        [created] The request arrived.
        [repeated] The same person asked again.
        [language] The language was changed.
        [assigned] The request was assigned to { $who }.
        [unassigned] The request was assigned to nobody.
        [note] A note was added.
        [proposed] A decision was proposed for approval.
        [held] A hold was placed.
        [released] The hold was lifted.
        [erased] The person was erased.
        [law] A law took effect and was applied.
        [partners] Partners reported progress.
        [milestone] A date passed.
        [email] The mail server reported on an email.
        [follow_up] The requester wrote again.
        [email_by_staff] Staff acted on an email.
        [notification_by_staff] Staff acted on a partner notification.
        [split_off] A further right got its own request.
        [continued] Further identifiers are in another request.
        [joined_here] Another email was joined to this request.
        [collected] The requester downloaded the file.
        [confirm] The right was confirmed.
        [change_person] The requester was changed.
        [not_a_request] Staff found that it is not a request.
        [reopen] The email returned to review.
        [reread] The request returned to review.
        [ask_person] Staff asked the requester a question.
        [write] Staff wrote to the requester.
        [join] The email was joined to another request.
        [verify] The identity was verified.
        [confirm_parent] The parent or guardian was confirmed.
        [extend] The deadline was extended.
        [respond] The response was sent.
        [renew_code] A new download code was sent.
        [appeal] The requester appealed.
        [decide_appeal] The appeal was decided.
        [uphold_superseded] The appeal was upheld for a newer request.
        [deny_for_fraud] The request was denied because of fraud.
        [partners_notified] Staff notified the partners.
        [partner_acknowledged] A partner acknowledged.
        [request_opt_in] A person asked to opt back in.
        [opt_in] A person opted back in.
       *[other] { $text }
    }

## What was written

desk-original-from = From
desk-original-reply-to = Reply to
desk-original-to = To
desk-original-subject = Subject
desk-original-date = Date
desk-original-none = (none)
desk-original-gone = The message was erased.
desk-original-cut = The message has more text than is shown here.
desk-original-attachments = Attachments
desk-original-unread-attachment = An attachment can’t be read as text. The evidence file contains it.
desk-original-attached-text = Text of attachments
desk-original-attached-message = Attached message
desk-reading = How it was read
desk-reading-marks = Words that weigh most
# $score: a percentage.
desk-reading-label = { $right }: { $score } %
desk-reading-reasons = Reasons
desk-reading-candidates = Who it could be from
# $where: where the identifier was found, in words.
desk-reading-identified = { $identifier } ({ $where }, { $confidence })
desk-reading-authentication = Our mail server found
desk-reading-cited = Laws that it cites
desk-legend = Marked: the words that weigh most in the reading.

## Emails

desk-emails-title = Emails to requesters
desk-email-state =
    { $name ->
        [pending] Not sent yet
        [sent] Sent
        [held] Waits for a summary
        [summarized] Sent in a summary
        [covered] Another email said the same
        [awaiting_approval] Waits for your approval
        [manual_delivery] You must deliver it
        [delivered] Delivered by staff
       *[closed] Closed as undeliverable
    }
desk-email-title =
    { $name ->
        [immediate_recorded] Request recorded and in force
        [verifiable_received] Request received
        [review_pending] We read your email
        [how_to_ask] How to ask
        [reply_received] Reply received
        [staff_answer] Our answer to an email
        [requests_opened] Requests of an agent
        [immediate_denied] Request denied
        [immediate_done] Partners are done
        [opted_back_in] Opted back in
        [opted_back_in_partly] Opted back in for one address
        [verification_reminder] Reminder to verify
        [opt_in_confirmation] Confirm the opt-in
        [question] Question
        [message] Message from staff
        [response_extended] Deadline extended
        [response] Response
        [download_code] Download code
        [appeal_received] Appeal received
        [appeal_extended] Appeal extended
        [appeal_decided] Appeal decided
       *[other] Email
    }
desk-email-action =
    { $name ->
        [release] Approve and send
        [resend] Send again
        [correct_address] Send to another address
        [delivered] I delivered it
       *[close] Close as undeliverable
    }
desk-email-address = Correct address
desk-email-to = To
desk-email-no-address = No email address
desk-email-text = Text
desk-email-reported = Reported by the mail server
desk-email-event =
    { $name ->
        [delivered] Delivered
        [complained] Marked as spam
        [not_sent] Not sent
       *[bounced] Bounced
    }
desk-email-lists = Lists of emails

## Inbox

desk-inbox-title = Inbox
desk-inbox-lists = Lists of inbound emails
desk-inbox-list =
    { $name ->
        [replies] Replies
        [unopened] Opened no request
       *[quarantine] Likely spam
    }
desk-inbox-why = Why it opened no request
desk-inbox-about = About
desk-inbox-open = Open a request
desk-inbox-open-about = The deadlines count from the arrival of the email.
desk-inbox-close = Take it off the list
desk-inbox-close-about = It needs no request and no further work.
desk-inbox-reply = Answer the writer
desk-inbox-reply-about = The email leaves at once and takes the message off its list.
desk-inbox-sender = From
desk-inbox-subject = Subject

## New request

desk-new-title = New request
desk-new-lead = For a request by phone, on paper or in person. The deadlines count from the day on which it reached the company.
desk-new-channel = How it reached you
desk-new-received = Day of receipt
desk-new-received-hint = Such as 2026-11-21
desk-new-right = What the requester asks for
desk-new-agent = An agent asks for the requester
desk-new-button = Record the request

## Partners

desk-partners-title = Partners
desk-partners-lead = Companies and systems that are notified about requests.
desk-partners-none = No list of partners is set. Until then, no partner is notified.
desk-partners-list = The list
desk-partners-given-up = Notifications without an acknowledgment
# $partner: the ID of the partner.
desk-partners-all = All notifications of { $partner }
desk-partners-all-done = All are done or not needed
desk-partners-all-replay = Send all again
# $count: the number that accepted the action. $refused: the number that didn't.
desk-partners-settled =
    { $more ->
        [more] Done for { $count }, refused by { $refused }. Some are left: press the button again.
       *[none] Done for { $count }, refused by { $refused }.
    }
desk-partners-column-name = Partner
desk-partners-column-means = Notified by
desk-partners-column-kind = Kind
desk-partners-means =
    { $name ->
        [webhook] Webhook
       *[email] Email
    }
desk-partners-kind =
    { $name ->
        [third_party] Third party
        [service_provider] Service provider
       *[own_system] Own system
    }
desk-notification-action =
    { $name ->
        [replay] Send again
       *[not_needed] Not needed
    }
desk-notification-state =
    { $name ->
        [pending] Not sent yet
        [sent] Sent, waiting for the acknowledgment
        [acknowledged] Acknowledged
        [given_up] No acknowledgment for days
        [not_needed] Not needed
       *[other] { $text }
    }

## Reports

# $year: a calendar year.
desk-report-title = Requests of { $year }
desk-report-lists = Reports
desk-report =
    { $name ->
        [figures] All figures
       *[metrics] Metrics of § 7102
    }
desk-report-year = Year
# $time: when the figures were counted.
desk-report-counted = Counted on { $time }.
desk-report-not-counted = Nothing is counted for this year yet. The program counts once a day.
desk-report-about = A request counts in the month of its receipt, whenever you responded. A repeat of an open request doesn’t count again. An opt-out is complied with when the last partner has acknowledged it.
desk-report-csv = Download as CSV
desk-report-chart = Requests received by month. The table by month has the same numbers.
desk-report-part =
    { $name ->
        [whole] Complied with in whole
        [part] Complied with in part
        [denied] Denied
       *[open] No response yet
    }
desk-report-by =
    { $name ->
        [month] By month
        [right] By right
        [law] By law
        [channel] By channel
       *[residence] By residence
    }
desk-report-first =
    { $name ->
        [month] Month of receipt
        [right] Right
        [law] Law
        [channel] Received by
       *[residence] Residence
    }
desk-report-column =
    { $name ->
        [received] Received
        [responded] Responded
        [on_time] On time
        [whole] In whole
        [part] In part
        [denied] Denied
        [open] No response yet
        [median] Median days
        [mean] Mean days
       *[unknown] Residence unknown
    }
desk-report-total = The year
desk-report-denied = Denials by reason
desk-residence =
    { $name ->
        [california] California
        [elsewhere] Elsewhere
       *[unknown] Unknown
    }
desk-month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
desk-ground =
    { $name ->
        [lawful_exception] The law requires or allows keeping the data
        [accurate] The information is accurate
        [repeated_without_news] Asked again without news
        [too_often] Asked too often
        [unfounded] Unfounded or excessive
        [not_verified] The requester could not be verified
       *[fraud] Belief of fraud
    }
# $year: a calendar year.
desk-metrics-title = Metrics of { $year } (11 CCR § 7102)
desk-metrics-about = A request counts in the year of its receipt. An opt-out is complied with when the last partner has acknowledged it. “Residence unknown” is part of “Received”: these people count as Californians.
desk-metrics-people = Whose requests
desk-metrics-request = Requests to
desk-people-counted =
    { $name ->
        [californians] Californians
       *[all] Everyone
    }
desk-metric =
    { $name ->
        [delete] Delete
        [correct] Correct
        [know] Know
        [opt_out] Opt out of sale and sharing
        [limit] Limit
        [admt_opt_out] Opt out of ADMT
       *[admt_access] Access ADMT
    }

## Law changes

desk-law-changes-title = Change of the law
desk-law-changes-none = No change of the law is known.
desk-law-changes-days = Coming days of change
# $count: how many requests change.
desk-law-change-requests =
    { $count ->
        [0] No open request changes on this day.
        [one] { $count } open request changes on this day:
       *[other] { $count } open requests change on this day:
    }
desk-law-change =
    { $what ->
        [earlier_date] { $count ->
            [one] { $count } open request gets an earlier date.
           *[other] { $count } open requests get an earlier date.
        }
        [appeal] { $count ->
            [one] { $count } open request gets an appeal.
           *[other] { $count } open requests get an appeal.
        }
       *[wider_scope] { $count ->
            [one] { $count } open request gets a wider scope.
           *[other] { $count } open requests get a wider scope.
        }
    }
desk-law-changes-rest = Not all open requests are counted yet. Count the rest
desk-law-changes-laws = Laws with a rule that starts on this day
desk-law-changes-no-law = None.
desk-law-changes-about = The program applies this on the day by itself, unless the setting LAW_CHANGES is “ignore”. It only adds something for the requester: no date moves later, and no right ends. The record of each request shows the change.

## Your account

desk-me-title = Your account
desk-me-id = ID on the record
desk-me-role = Role
desk-role-name =
    { $name ->
        [read] Read
        [decide] Decide
       *[configure] Configure
    }
desk-me-since = Signed in since
desk-sign-out = Sign out
desk-sign-out-everywhere = Sign out everywhere
desk-sign-out-everywhere-about = Ends your sessions in every browser.
desk-people = Who has signed in
desk-people-name = Name
desk-people-when = Last sign-in
desk-keys = Keys
desk-keys-off = Turn the shortcuts off in this browser
desk-keys-on = Turn the shortcuts on in this browser
desk-keys-about = J and K move through a list, X selects, Enter opens, G then R goes to requests, G then I to the inbox, and ? shows this page. A letter works only outside of text fields.
