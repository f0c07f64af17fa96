# Every text of the window. Short, active, and the same thing always called the same.
# One sentence has no full stop; several have.

app-name = Tapdesk
app-name-demo = Tapdesk demo
window-failed = The window could not be opened: no way to draw one works here. Update the graphics driver, or try “--renderer wgpu” or “--renderer glow”. With TAPDESK_LOG=debug the log says more.
window-no-screen = There is no screen here to open the window on. Start Tapdesk at the desk’s own screen, or over “ssh -X”. “tapdesk doctor”, “tapdesk check” and “tapdesk restore” work without one.
window-no-station = Tapdesk could not start. Close other programs and start it again; with TAPDESK_LOG=debug the log says more.
close = Close
cancel = Cancel
dismiss = Got it
notice-count = 1 of { $all }

## Days

when-day = { weekday }, { $day } { month } { $year }
when-this-year = { $day } { month-short } { $time }
when = { $day } { month-short } { $year } { $time }
when-date = { $day } { month-short } { $year }
month = { $month ->
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
month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}

## Keys, as they are printed on a keyboard

cap-enter = Enter
cap-esc = Esc
cap-ctrl = Ctrl
cap-shift = Shift
cap-up = ↑
cap-down = ↓
cap-page-up = Page Up
cap-page-down = Page Down
cap-left = ←
cap-right = →

## Header

tab-enroll = Enroll
tab-log = Log
tab-export = Export
tab-token = Token
tab-people = People
tab-station = Station
tab-stock = Stock
lock = Lock
header-people = { $count } of { $all } have a token
header-count = { $count } of { $all }
clock-checked = Clock checked
clock-checking = Checking the clock
clock-unchecked = Clock not checked
clock-wrong = Clock wrong
reader-starting = Looking for readers
reader-none = No reader connected
reader-service-down = Smart card service not running
reader-no-permission = No permission for the smart card service
reader-none-text = Plug the USB reader in. Tapdesk notices by itself.
reader-service-down-text = Start the service: on Linux “systemctl start pcscd.socket”, on Windows the service “Smart Card”. Tapdesk goes on by itself.
reader-no-permission-text = The service runs but refuses this user. Log in at this computer’s own screen, or ask its administrator for the right to use smart cards.
reader-open-demo = Open the demo
reader-choose = Reader
reader-awaited = Reader not there
reader-watched = Tokens are written on { $reader }. Another one can be chosen at the top.
reader-elsewhere = Something lies on { $reader }
reader-elsewhere-many = Something lies on other readers
reader-feels = { $reader } · something lies on it
reader-away = { $reader } is not connected
reader-away-text = Plug it in again, and Tapdesk goes on by itself. Another reader is used only when you choose it.
reader-use = Use { $reader }
reader-demo = Demo tray
reader-died = Tokens cannot be read any more
reader-died-text = A part of Tapdesk has failed. Close Tapdesk and start it again; nothing is lost.

## Start

door-looking = Opening the ledger
door-opening = Checking the passphrase
door-new = Choose a passphrase for this station
door-new-text = It locks the seeds of every token you enroll. Four words that have nothing to do with each other are best: a name, a year or keys that lie side by side are not taken.
door-page = Step { $number } of 3
door-next = Next
door-back = Back
door-new-recovery = A second passphrase, for the safe
door-new-recovery-text = It opens the ledger when the first one is lost. Leave it empty to set it later.
door-new-desk = Who enrolls here, and whom
door-new-desk-text = All of this can be changed later under Station.
door-new-warning = Nobody can open the ledger without one of the two. Write the recovery passphrase down and lock it away.
welcome = Practise first
welcome-text = Try one enrollment on a simulated token first. It opens in a window of its own and keeps nothing.
need-done = done
need-reader = { $reader } is connected
need-clock = The clock of this computer is right
need-passphrase = Passphrase and recovery passphrase are set
need-passphrase-text = Keep the recovery passphrase in a safe.
need-no-recovery = There is no recovery passphrase yet
need-no-recovery-text = Without one, a forgotten passphrase loses every seed.
need-more = All { $count } reasons
welcome-try = Try it
welcome-skip = Start enrolling
door-closed = Enter the passphrase
door-passphrase = Passphrase
door-again = Passphrase again
door-recovery = Recovery passphrase
door-recovery-again = Recovery passphrase again
door-operator = Your name, as the log shows it
door-create = Create
door-open = Open
door-open-as = Open as { $operator }
door-another = another name
door-differ = The two passphrases differ. Type the second one again.
door-wrong = That is not the passphrase. Try again.
door-wrong-file = The passphrase file does not open this ledger. Type the passphrase, or start again with the right file.
door-weak = That passphrase would be guessed soon. Take four words that have nothing to do with each other.
passphrase-wanted = Four words that have nothing to do with each other are best. A name, a year or keys that lie side by side are not taken.
passphrase-show = Show what is typed
passphrase-hide = Hide what is typed
door-short = A passphrase needs at least 8 characters
door-no-operator = Choose or type your name: the log shows who enrolled whom
door-in-use = Tapdesk is open already
door-in-use-text = Another Tapdesk uses this ledger. Close this window and go on in the other one.
door-newer = This ledger needs a newer Tapdesk
door-newer-text = A newer version has written it. Install that version here; nothing was changed.
door-foreign = This is not a Tapdesk ledger
door-foreign-text = The data folder holds another program’s file. Start with another data folder; nothing was changed.
door-damaged = The ledger is damaged
door-altered = The ledger was changed by something else
door-altered-text = Something other than Tapdesk wrote into it, so it is not opened and nothing was written. Tell whoever is responsible for this desk. To go on, keep a copy of the data folder, and put the newest backup in the ledger’s place.
door-damaged-text = Nothing was written to it. Put a backup in its place; the damaged file is kept.
door-backup = The newest backup that was found is this one. It can be put in the place of the ledger, which is kept beside it.
door-no-backup = No backup was found in the backup folder. Look where your team keeps copies, and type the name of one here.
door-full = The disk is full
door-full-text = Free some space, then start Tapdesk again. Nothing was lost.
door-away = The data folder is away
door-away-text = The ledger is in { $folder }. Connect the drive or share it is on, then look again.
door-note-unread = It is not known where the ledger is
door-note-unread-text = Another data folder was chosen here once. Open the one in which the ledger is.
door-away-again = Look again
door-folder = Or work in another data folder
door-folder-usual = Open the usual folder
door-read-only = The data folder cannot be written
door-read-only-text = Ask for the right to write there, or start with another data folder. Nothing was changed.
door-locked = Locked
door-no-recovery = There is no recovery passphrase yet. If the passphrase is lost, nobody can open the ledger: set one once this desk is unlocked.
door-locked-text = Enter the passphrase and your own name to go on.
door-locking = Locking
door-locking-text = What is under way ends first. Leave the token where it is.
door-demo = This is the demo: its passphrase is “demo passphrase”.
door-failed = The ledger cannot be opened
door-failed-text = Check that the data folder can be written, then start again. Nothing was changed.

## Enroll: person

step-person = Person
step-token = Token
step-code = Code
who = Who is this token for?
who-text = Type or scan the UPN, or lay the token on the reader first.
who-text-list = Type a name, a UPN or a badge number, or scan the badge.
next-person = Next person: type or scan the UPN
next-person-list = Next person: a name, a UPN or a badge
who-for-this = Who gets this token?
looking-up = Looking this person up
field-upn = UPN
field-upn-hint = name@example.com
hint-arm = wait for the token
hint-take = take { $upn }
hint-arm-for = wait for { $upn }’s token
compare-factory = Switch the token on and type its code
field-serial = { $count ->
    [one] Or the token in stock ({ $key })
   *[other] Or one of { $count } tokens in stock ({ $key })
  }
field-serial-hint = Scan or type its serial
notice-far-off = If that is right, the clock of the token is { $span } off
notice-far-off-text = One code is not enough to tell. Type the next one that the token shows as well.
notice-not-in-stock = { $serial } is not in stock
notice-not-in-stock-text = It is in none of the files that were taken in, or its factory seed is gone since it was written. Scan the serial of another one, or lay a token that can be written on the reader.
key-as-it-is = Hand out the token in stock as it is
key-serial = The serial of a token in stock
hint-choose = choose one first, with the arrow keys
hint-write-this = write this token for this person
hint-not-this = not this token
hint-export = export
hint-keys = all keys
upn-empty = Type the UPN of the person
upn-several = Several people fit. Choose one with the arrow keys, or type more.
upn-nobody = Nobody on the list fits
upn-offered = by the domain that is usual here
upn-more = { $count ->
    [one] and 1 more: type more of the name
   *[other] and { $count } more: type more of the name
}
upn-digits = Those are digits, not a UPN. Type or scan the UPN of the person.
person-has = has a token
person-none = no token yet
person-guest = guest, gets no token
person-disabled = account disabled
person-disabled-has = account disabled, has a token
upn-serial = That is a serial number. Type or scan the person’s UPN, and lay the token on the reader.
upn-at = A UPN looks like name@example.com
upn-secret = That is a secret, so it was taken out of the field. Type or scan the UPN of the person.
upn-comma = There is a comma in it. A UPN has none: type a dot, or one UPN at a time.
upn-blank = There is a blank in it. A UPN has none: type it as it stands in Entra ID, like anna.mueller@example.com
upn-letter = There is a letter in it that no UPN has, such as ä, é or ß. Entra ID spells it otherwise, often ae, e or ss.
upn-edge = There is a dot or a hyphen at an edge where none may be
upn-ending = The domain has no ending. Type all of it, like example.com
upn-character = A UPN has letters, digits and ' . - _ ! # ^ ~ before the @ and a domain like example.com after it
upn-long = That is too long for a UPN: 64 characters before the @, 113 in all
upn-guest = That is a guest. Entra ID takes no hardware tokens for guests.
result = { $upn } is ready
result-eye = Compared by eye.
result-behind = The code was right. The clock of the token is { $span } behind, which Entra ID learns when it is activated.
result-ahead = The code was right. The clock of the token is { $span } ahead, which Entra ID learns when it is activated.
result-exact = The code was right, the clock is exact.
result-drift = The code was right: it was the one just before or after.
result-lift = Lift the token and hand it over.
result-hand = Hand the token over.
drift = { $seconds } s
span-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
span-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
terms = { $hash }, six digits, a new code every { $seconds } seconds

## Clock

clock-ask = Is this the right time?
clock-ask-text = Compare it with a phone. Tokens get the time of this computer, and nothing else here vouches for it.
clock-ask-silent = Compare it with a phone. The time server does not answer, and tokens get the time of this computer.
clock-ask-nonsense = Compare it with a phone. The answer of the time server makes no sense, and tokens get the time of this computer.
clock-ask-unresolved = Compare it with a phone. The time server was not found under its name, and tokens get the time of this computer.
clock-tokens-ahead = The last five new tokens are { $span } ahead of it. If a phone shows the same time as here, go on: the tokens are wrong.
clock-tokens-behind = The last five new tokens are { $span } behind it. If a phone shows the same time as here, go on: the tokens are wrong.
clock-set = Set the clock of this computer
clock-set-text = No token is written until it is right. Set date and time, then say so here.
clock-ahead = The clock of this computer is { $span } ahead
clock-behind = The clock of this computer is { $span } behind
clock-off-text = The time server says so. No token is written until it is set; Tapdesk looks again by itself.
clock-wake = Press a key or move the mouse, and the time is shown
clock-yes = Yes, it is right
clock-no = No
witness-system = checked by the computer
witness-server = checked by a time server
witness-operator = compared with a phone

## Enroll: token

lay-down = Lay the token on the reader
scan-secret = Scan the QR code that Entra ID shows
scan-secret-how = Without P1 or P2, Entra ID makes the secret
scan-secret-text = The person opens “Security info”, adds an authenticator app, chooses another app, and shows the QR code. Its secret is written to the token.
compare-wrong-person = Wrong person…
not-on-list = Not on the list of people
not-on-list-text = Check the spelling. Esc goes back, laying the token down goes on.
armed-replaces = It takes the place of { $serial }
scan-userlock = Scan the key that UserLock shows
scan-userlock-how = UserLock makes the secret at the next logon of the person
scan-userlock-alone = It shows a QR code and a key for manual entry: either is taken here. Once the token is written, its code is typed into UserLock. The row stays out of the files for Entra ID.
scan-userlock-text = It shows a QR code and a key for manual entry: either is taken here. Once the token is written, its code is typed into UserLock. The row joins the batch as well, so that the same token serves Entra ID.
scan-another = Scan the QR code of the other system
scan-another-how = Another system makes the secret
scan-another-alone = Where it sets up an authenticator app it shows a QR code or a key: either is taken here. Once the token is written, its code is typed there. The row stays out of the files for Entra ID.
scan-another-text = Where it sets up an authenticator app it shows a QR code or a key: either is taken here. Once the token is written, its code is typed there.
maker = Who makes the secrets until you lock? ({ $key })
maker-here = Tapdesk, for Entra ID
maker-entra = Entra ID without P1, P2
maker-userlock = UserLock, for Entra ID too
maker-userlock-alone = UserLock alone
maker-another = Another system, for Entra ID too
maker-another-alone = Another system alone
key-maker = Another system makes the secrets, until you lock
compare-userlock = Then type the next code of the token into UserLock, which waits for it.
compare-another = Then type the next code of the token into the other system, which waits for it.
scan-secret-again = Scan the secret once more
secret-missed = The secret of this person is still missing
secret-missed-text = Nothing is written until it has come: the other system knows no other. Scan the QR code that it shows for this person. If no other system has one, a seed can be drawn here.
secret-first = { $text } The other system knows no other secret. If no other system has one, a seed can be drawn here.
secret-draw = Draw a seed here instead
secret-taken = The secret was taken from the QR code
secret-bytes = { $bytes } bytes
secret-for = { $bytes } bytes, for { $account }
secret-for-at = { $bytes } bytes, for { $account } at { $issuer }
secret-bare = A secret of another system will be written
secret-base32 = Read as base32: { $count } characters, { $bytes } bytes
secret-hex = Read as hexadecimal: { $count } digits, { $bytes } bytes
secret-check = If it was scanned and the scanner is set to another keyboard than this computer, letters like y and z are swapped, and nobody can see that here. Type a code of the token into the other system before you hand it over: only that system can tell.
hint-spellings = This secret can be read in two ways
hint-spellings-text = Press the one that the other system means. Most often secrets of these characters alone are hexadecimal.
secret-as-hex = Hexadecimal, { $bytes } bytes
secret-as-base32 = Base32, { $bytes } bytes
secret-ways = Does another system dictate the secret? Scan or paste it, or take it
secret-ways-awaited = Scan or paste it, or take it
secret-from-screen = From the screen
secret-from-picture = From a picture…
secret-typed = Typed
secret-show = Show the secret
secret-hide = Hide the secret
field-secret = Secret of the other system
field-secret-hint = base32, hexadecimal or otpauth, then Enter
key-from-screen = Take a secret from a QR code on the screen
key-from-picture = Take a secret from the picture of a QR code
key-type-secret = Type a secret of another system
picture-looking = Looking for a QR code…
picture-looking-text = What the picture shows is kept in memory, and only until it was looked at.
picture-none = No QR code was taken from the picture
picture-no-code = There is none in it that can be read. Show it larger and straight, with its white edge, and try again.
hint-another = The person it was for no longer waits
hint-another-text = Nothing was done with it. Take the secret of the person who waits.
picture-screens = The screens cannot be looked at: { $why } Save a screenshot as a file instead, or scan the code.
picture-no-dialog = This system has no dialog to choose a file with. Drop the picture on this window, or copy it and paste it here.
picture-codes = { $count } codes were found
picture-codes-text = Press the one that is meant.
code-secret = A secret without a name
code-other = Something else
clear-and-lay = Clear the reader, then lay the new token down
lay-down-picture = A token above the reader
switch-on = switch it on
hint-not-this-person = not this person
hint-armed-secret = nothing is written before the secret has come, { $seconds } s left
hint-armed = the next token laid down is written for this person, { $seconds } s left
leave-it = Leave it on the reader
burn-reading = Read the token
burn-authenticating = Save the enrollment, unlock the token
burn-config = Set the clock
burn-seed = Write the seed
burn-reading-back = Read it back
lay-again = Lay the same token on the reader again
lift-and-lay-again = Lift the token and lay it down again
interrupted = This token is not finished yet
write-again = Ready to write the token again
interrupted-again = It gets the same seed and the clock once more.
interrupted-clock = Writing broke off while its clock was being set, and it may not work until this is finished. Tapdesk keeps the seed.
interrupted-seed = Writing broke off after its clock was set; the seed may not have been written. Tapdesk keeps the seed and writes the same one again.
hint-later = later

## Enroll: questions

ask-stock = This token is in stock
ask-stock-heading = { $serial } still has its factory seed
ask-stock-text = Hand it out as it is: its code is compared, and nothing is written. Written anew it gets a fresh seed and the right time, and the factory seed is gone for good.
ask-stock-keep = Hand it out as it is
ask-stock-go = Write a fresh seed
ask-token = This is { $upn }’s token
ask-domain = Nobody here has the domain { $domain }
ask-domain-heading = Is that a typing mistake?
ask-domain-text = If this domain is right, it is not asked again until Tapdesk is closed.
ask-domain-go = It is right
ask-meant = Did you mean { $domain }?
ask-meant-heading = Nobody here has the domain { $domain }
ask-meant-text = It is all but the domain of the others. What is kept is not asked again until Tapdesk is closed.
ask-meant-take = Yes, { $upn }
ask-meant-keep = Keep { $domain }
ask-disabled = This account is disabled
ask-disabled-heading = Does this person get a token all the same?
ask-disabled-text = The list of people says that nobody can sign in to this account. The token is of use once it is enabled. If the list is old, read a new one under People.
ask-disabled-go = Yes, a token
correct-upn = Correct the UPN
editing = Correct the UPN
editing-text = Nothing is written until it is entered again.
editing-secret = The secret stays with this person
editing-secret-text = It was scanned for them and waits here for a minute. Esc lets both go.
editing-missed-text = A secret was begun for this person and none is drawn instead of it. Correct the UPN, then scan the QR code.
ask-account = This QR code is for { $account }
ask-account-kept = This secret was given for { $account }
ask-account-heading = Is it the right person’s code?
ask-account-kept-heading = Is it still this person’s secret?
ask-account-text = The QR code names another person than the one who waits. If it is the wrong one, press Esc and scan the right one: nothing was written.
ask-account-kept-text = It was given before the UPN was corrected, and does not say whose it is. If it is the wrong one, press Esc and scan the right one: nothing was written.
ask-account-go = Use it for { $upn }
ask-person = This person has a token already
ask-person-several = This person has { $count } tokens already
ask-person-full = This person has five tokens
ask-person-just-now = You enrolled this person within the last minute
ask-person-full-text = Entra ID takes no sixth token or app for one person. Replace one of them.
ask-person-replace = Replace it
ask-person-replace-one = Replace { $serial }
ask-waiting = { $upn } is waiting
ask-person-heading = { $model }, { $serial }, since { $when }
ask-person-text = Does the new one replace it, or does this person get another one besides?
ask-person-go = Another one
ask-token-go = Write it anyway
ask-no = No, not this
ask-nobody = Not this person
ask-show = Show in the log
known-exported = Enrolled for { $upn }, { $when }, exported
known-waiting = Enrolled for { $upn }, { $when }, not exported yet
known-unfinished = Begun for { $upn }, { $when }, not finished
known-lost = Reported lost by { $upn }, enrolled { $when }
known-replaced = Replaced for { $upn }, enrolled { $when }
known-gone-text = Nobody uses it any more. Writing it again gives it to the person who waits. Nothing was written yet.
known-text = Writing it again would lock { $upn } out. Nothing was written. Take it off the reader and lay down another token.

## Enroll: code

compare = Switch the token off and on. Does it show this?
compare-typed = Switch the token off and on, and type what it shows
live-code = Live code { $code }
code-before = before
code-next = next
field-code = Type the code on the token
compare-same = It shows the same
hint-eye = matches by eye
hint-again = write it again, same seed
many-misses = Three codes were wrong
many-misses-text = Write the token again, with the same seed and the right time. That takes a few seconds.
many-misses-go = Write it again
fact-seed = Seed
fact-goes = Goes to
fact-clock = Station clock
goes-entra = the Entra ID file
goes-before = no new file: it was exported before
goes-elsewhere = no Entra ID file: it is for the other system alone
goes-nowhere = no file: Entra ID has the secret already

## Messages of Enroll

notice-lift = Something lay on the reader already
notice-lift-text = Nothing was written: it lay there before Tapdesk was ready, and may be the last person’s token. Take it away, then lay down the token for this person.
notice-unread = The token left before it was read
notice-unread-text = Nothing was written. Lay it down again and leave it there.
notice-no-longer = { $upn } is not waiting for a token any more
notice-no-longer-text = Another screen came into view, and nobody watches the reader from there. Nothing was written. Go back to Enroll and enter the person again.
notice-no-longer-secret = Another screen came into view, and nobody watches the reader from there. Nothing was written, and the secret was wiped. Go back to Enroll, enter the person again, and scan the secret once more.
notice-arming-ended = No token came within a minute
notice-arming-ended-text = Nothing was written. Type the UPN again when the person is here.
notice-clock-jumped = The computer slept, or its clock was changed
notice-clock-jumped-text = Nothing was written. Check the time, then type the UPN again.
notice-other-token = That is another token
notice-other-token-of = That is the token of { $upn }, since { $when }
notice-take-away = Take { $upn }’s token away
notice-take-away-text = It still lies on the reader, finished. Nothing was written. Lift it, then lay down the token for this person.
notice-clock-first = First, the clock
notice-clock-first-text = Nothing was written. Answer the question about the time; a token that lies there is taken up at once.
notice-read-first = Read what was understood, then lift the token and lay it down again
notice-read-first-text = Nothing was written. A secret without a QR code does not say what it is, so have a look before it is written.
notice-secret-first = First, the secret
notice-secret-first-text = Nothing was written. Scan the QR code with the secret; a token that lies there is taken up at once.
notice-secret-known = That is { $upn }’s secret
notice-secret-known-text = It was written for { $upn }, token { $serial }, { $when }, and one secret is for one person and one token. Nothing was written. Scan the QR code that was made for the person who waits.
notice-other-token-text = { $found } lies there, { $expected } is not finished yet. Nothing was written. Lay down { $expected }, or press Esc to finish it later.
notice-miss = That is not a code of this token
notice-miss-text = Switch the token off and on and type what it shows now. Check that the serial is the one above.
notice-missed-before = Now the code has to be typed
notice-missed-before-text = A wrong one was typed for this token, so it is not compared by eye any more. Type the six digits that it shows.
notice-old-code = That code is { $span } old
notice-old-code-text = Switch the token off and on and type what it shows now.
notice-clock-behind = The token’s clock is { $span } behind
notice-clock-ahead = The token’s clock is { $span } ahead
notice-clock-off-text = Press F4 and lay it down once more: it gets the right time and the same seed.
notice-others-code = That is the code of { $upn }’s token
notice-others-code-text = Its serial is { $serial }. Take the token whose serial stands above, and type its code.
notice-write-refused = The token refused to be written
notice-write-refused-text = It may be half written, and not work. Lay it down once more; Tapdesk writes the same seed. If it refuses again, press Esc and take another token.
notice-swapped = Tokens were swapped while one was written
notice-swapped-text = Nobody knows which of the two took it. Keep { $found } aside and do not hand it out. Lay down { $expected } again.
notice-left-early = The token left before anything was written
notice-left-early-text = It is as it was. Lay it down again and leave it there.
notice-another = Another token lies there than the one that was read
notice-another-text = Nothing was written to either of them. Lift it, then lay down the token that is meant.
notice-refused = The token did not let itself be unlocked
notice-refused-text = Nothing was written. Try it once more at most: older tokens lock themselves. Then take another one.
notice-garbled = The token gave an answer that makes no sense
notice-garbled-text = Nothing was written. Lay it down again, flat and alone. If it happens again, take another token.
notice-clock = The clock of this computer cannot be right
notice-clock-text = Nothing was written. Set date and time, then start over.
notice-ledger = The enrollment could not be saved
notice-ledger-text = Nothing more was written to the token. { $why }
notice-confirmation = The comparison could not be saved
notice-confirmation-text = The token is fine. Type the code again. { $why }
notice-parked = Put off until later
notice-parked-text = { $upn }’s token waits at the side.
card-mute = The reader feels something but gets no answer
card-mute-text = Lift it and lay one token alone, flat, on the middle of the reader.
card-badge = That is a badge or a sticker, not a token
card-fido = That is a FIDO security key, not a token
card-oath = That is a security key, not a Token2 token
card-bank = That is a bank card, not a token
card-phone = That is a phone, not a token
card-take-off = Nothing was written. Take it off and lay the token down.
card-unknown = That is a card Tapdesk does not know
card-unknown-text = Nothing was written. Take it off and lay a token down. First-generation tokens, without an “-i” in their name, cannot be written with this reader.
card-model = Tapdesk does not know this model
card-model-text = Serial { $serial }. Tokens of unknown models are never written. Take another one.
closing = Closing as soon as the token is written
closing-text = Leave it on the reader for a moment.
close-title = { $count ->
    [one] 1 enrollment is not exported yet
   *[other] { $count } enrollments are not exported yet
}
close-text = They are saved and wait for the next time. Entra ID does not know these tokens until they are exported.
close-more = and { $count } more
close-export = Export now
close-anyway = Close
close-stay = Stay
trouble-ledger = Something could not be saved
trouble-ledger-text = No token was changed. { $why }
trouble-altered = The ledger is not as Tapdesk left it
trouble-altered-text =
    { $found }

    What may be wrong stays out of every export until its code is compared once more (select it in the log), or its token is written again. Tell whoever is responsible for this desk.
found-trail = Entries of the trail were altered, taken out or cut off.
found-anchor = The file ledger.anchor beside the ledger is missing or belongs to another one, so nobody can tell whether the ledger was put back to an earlier day.
found-put-back = The ledger was put back to an earlier day: it ends at entry { $entry }, and it was at { $was }. Tokens that were written in between are not in it.
found-altered = The enrollment of { $upn }, token { $serial }, was changed.
found-seed-unreadable = The seed of { $upn }, token { $serial }, cannot be opened. Enroll the token again.
found-seed-gone = The seed of { $upn }, token { $serial }, is gone, though nobody purged it here. Enroll the token again.
found-seed-back = The seed of { $upn }, token { $serial }, was there again after it had been purged. It was removed.
found-in-doubt = { $upn }, token { $serial }, is in doubt: compare its code, or write it again.
found-since-rewritten = { $upn }, token { $serial }: the token was written anew after the backup was made, so this seed is dead.
found-since-gone = { $upn }, token { $serial }: replaced or reported lost after the backup was made.
found-since-exported = { $upn }, token { $serial }: left in a file after the backup was made, and would leave twice.
found-since-changed = { $upn }, token { $serial }: was changed after the backup was made.
found-aside-unreadable = The ledger that was set aside cannot be read, so what happened after the backup was made is not known.
found-passphrase = Something else changed the passphrase. Choose it anew under Station.
found-recovery = Something else changed the recovery passphrase. Choose it anew under Station.
found-rows-enrolments = Enrollments were added, taken out or put back to an earlier state.
found-rows-exports = What left in which file was changed.
found-rows-fates = What became of tokens later (lost, replaced, handed over) was changed.
found-rows-operators = The names of operators were changed.
found-rows-people = The list of people was changed. Import it again.
found-rows-stock = Tokens in stock were changed. Compare a code before one is handed out.
found-stock-since = Token { $serial } was handed out or written after the backup was made, and is in stock no more
found-stock-seed = The factory seed of token { $serial } is not as it was kept, so it was taken out of the stock. Import its file again.
found-rows-numbers = The numbering of the entries was changed.
found-more = { $count ->
    [one] And 1 more. “Check the ledger” under Station names it.
   *[other] And { $count } more. “Check the ledger” under Station names them.
}
trouble-trail = The trail was changed outside of Tapdesk
trouble-trail-text = Entries were altered, taken out or cut off. Tell whoever is responsible for this desk, and keep a copy of the data folder.
trouble-settings = The settings could not be read or saved
settings-unread-file = { $file } cannot be read: { $why }.
settings-unread-large = { $file } is far too large to be the settings.
settings-unread-all = Nothing in { $file } can be read.
settings-unread-characters = { $file } has characters that cannot be read.
settings-unread-named = Not understood in { $file }: { $names }.
settings-strict = Such settings count as not set, and those that guard something at their strictest, until they are set under Station.
settings-kept-as = The file as it was is kept as { $name }.
settings-kept-later = The file is kept when they are changed.
trouble-secrets-left = A file with secrets could not be removed
trouble-secrets-left-text = Delete it by hand: { $path }
trouble-purge-cut-off = A purge was cut off by the lock
trouble-purge-cut-off-text = Its files may be gone and its seeds not. Purge the same enrollments once more.
trouble-backup = No backup was made
trouble-backup-text = Enrolling goes on. Check the backup folder under Station. { $why }
recovery-asked = There is no recovery passphrase yet
recovery-asked-text = If the passphrase of this station is lost, nobody can open the ledger, and every seed in it is gone. A second one for the safe takes a minute.
recovery-set = Set it now
recovery-later = Not now
recovery-never = None is wanted…
recovery-reason = Why there is to be none
recovery-decline = Decline for good
recovery-reason-text = The trail keeps this reason, and it is not asked again. One can be set under Station at any time.
recovery-close = Close without it
trouble-doubted = { $upn }’s token { $serial } may have been overwritten
trouble-doubted-text = Tokens were swapped while another one was written. It is not exported before somebody has looked: select it in the log, then compare its code or write it again.
trouble-doubted-exported = Tokens were swapped while another one was written. It was exported already, so its owner may not be able to sign in. Select it in the log, then compare its code or write it again: it keeps the secret that was exported. If the token is out of reach, replace it.
trouble-backup-less = The ledger holds less than its last backup
trouble-backup-less-text = Enrollments or entries of the trail that this backup has are gone. Unless an older backup was put back on purpose, keep the file safe and tell whoever is responsible for this desk: { $path }
trouble-doubt-lost = That a token may have been overwritten could not be saved
trouble-doubt-lost-text = Tokens were swapped while one was written. Keep the one that lay there aside; Tapdesk tries to save it again before the next export. { $why }
trouble-clock = The clock of this computer went back
trouble-clock-text = It shows an earlier time than the last entry of the log. Check date and time before a token is written: it gets this clock.
trouble-restored = This ledger was put back from a backup
trouble-restored-text = Tokens written after that backup are not in it. Rows exported after it wait for export again: leave out what Entra ID has already.
trouble-recovery = Opened with the recovery passphrase
trouble-recovery-text = Choose a new passphrase under Station now, and put the recovery passphrase back into its safe.
trouble-died = A part of Tapdesk has failed
trouble-died-text = Close Tapdesk and start it again. It finds out what was under way, and nothing is lost.
trouble-export = The last export was cut off
trouble-export-text = { $path } was not finished, so its rows wait for export again.

trouble-export-unknown = Nobody knows how the last export ended
trouble-export-unknown-text = { $path } cannot be found now. If you have that file, use it. If not, select its rows in the log and export them again.

## What was scanned

hint-serial = That is the serial { $serial }
hint-serial-unknown = Nobody was enrolled on it here. Scan the UPN of the person, and lay the token on the reader.
hint-serial-known = Enrolled for { $upn }, { $when }. Scan the UPN of the person, and lay the token on the reader.
hint-code = That is a code
hint-code-text = Nobody waits for one. Scan or type the UPN of the person.
hint-upn = That is a UPN
hint-upn-text = Finish the person in hand first, or press Esc. Then scan it again.
hint-secret-taken = The secret was taken
hint-secret-taken-text = It is written to the token of the person who waits, as soon as what stands here is answered.
hint-secret = That is a secret, and nobody waits for one
hint-secret-text = It was wiped and is nowhere on the screen. Scan the UPN of the person first, then the QR code.
hint-secret-of = It is for { $upn }, and was wiped. Take that person, then scan it again.
hint-secret-take = Enroll { $upn }
hint-bad-secret = There is no secret in it that can be read
hint-bad-secret-text = It was wiped. Show the QR code again, larger, and scan it once more; what is typed, compare letter by letter.
hint-counter = This secret counts presses
hint-wiped = It was wiped. Tokens only know secrets for codes by time: choose those where the QR code comes from.
hint-digits-other = No token can take this secret over: its codes do not have six digits
hint-digits-other-text = It was wiped. Choose six digits where the QR code comes from, and scan the new one.
hint-hash = No token can take this secret over: its hash is another one
hint-hash-text = It was wiped. Choose SHA-1 or SHA-256 where the QR code comes from, and scan the new one.
hint-step = No token can take this secret over: its codes change too fast or too slowly
hint-step-text = It was wiped. Choose 30 or 60 seconds where the QR code comes from, and scan the new one.
hint-unclear = This QR code asks for something that Tapdesk does not know
hint-unclear-text = It was wiped: the codes of the token could be others than expected. Make a new QR code without extras.
hint-twice = This QR code contradicts itself
hint-short = A part of this secret is missing
hint-short-how = It was wiped. It has { $bytes } bytes, and no system makes one with fewer than 10. Show the QR code again, larger, or type all of it.
hint-long = This secret is too long for a token
hint-long-how = It was wiped. It has { $bytes } bytes, and a token holds 63. Choose a shorter one where the QR code comes from.
hint-long-text = That is too long for an authenticator’s QR code
hint-long-text-text = It was wiped. Scan the QR code that is meant for an authenticator app.
hint-no-secret = There is no secret in this QR code
hint-no-secret-text = It was wiped. Let the other system make a new QR code, and scan that.
hint-letters = Letters alone: that may be a secret
hint-letters-text = Nobody waits for one, so it was wiped. Scan the UPN of the person first. If it is a name, type it.
hint-digits = Those digits mean nothing here
hint-unknown = Tapdesk does not know what that is
hint-unknown-text = Nothing was done with it. A UPN, a badge, a serial, a code and the secret of an authenticator are known.
hint-blank = That was blank
hint-hand-out = Another system makes the secrets until you lock
hint-hand-out-text = Nobody gets a factory token meanwhile. Choose Tapdesk at Enroll (Ctrl+Y), then read the list again.
hint-stock-busy = The stock is being changed
hint-stock-busy-text = This file was not read. Choose it again in a moment.
hint-stock-first = First, say what becomes of the file that was taken in
hint-stock-first-text = It still holds the secrets of its tokens, so this one was not read. Delete the other one, or put the message away, then choose this one again.
hint-files = Several files were dropped at once
hint-files-text = None of them was read. Drop the one that is meant.
hint-covered = Something was scanned while Tapdesk showed something else
hint-covered-text = Nothing was done with it. Scan it again.
paste-none = Nothing was pasted: the clipboard gave no text
paste-none-text = It is empty or holds something else than text. Copy the text once more, and paste it again.
paste-stuck = Nothing was pasted: the clipboard does not answer
paste-stuck-text = The program in which the text was copied is busy or stuck. Wait for it or close it, copy the text once more and paste it again.
paste-unreadable = Nothing was pasted: the clipboard cannot be read
paste-unreadable-text = It holds no readable text, another program has it open, or this session has none. Copy the text once more and paste it again, or type it.
paste-late = Nothing was pasted: the text came too late
paste-late-text = The focus has moved meanwhile, or the person it was for no longer waits. Paste it again where it is meant.
paste-nowhere = Nothing was pasted: no field has the focus
paste-nowhere-text = Click the field that it is meant for, and paste it again.
copy-failed = Nothing was copied
copy-failed-text = The clipboard did not take it: another program has it open, or this session has none. Copy it again in a moment.
cut-failed = What was cut is not in the clipboard
cut-failed-text = Another program has it open, or this session has none. Ctrl Z puts the text back into its field.
hint-push = That QR code is for Microsoft’s own app
hint-push-text = Choose “set up an authenticator app without notifications” in Entra ID, and scan the QR code that comes then.
hint-passkey = That QR code is for a passkey
hint-migration = That QR code moves secrets from one phone to another
hint-migration-text = It was wiped. Scan the QR code of one account instead.
hint-migration-accounts = { $accounts ->
    [one] It holds 1 account, and was wiped. Scan the QR code of that account instead, from where it is set up.
   *[other] It holds { $accounts } accounts, and was wiped. Scan the QR code of one account instead.
}
hint-link = That is a web address
hint-link-text = Scan the UPN of the person, or the QR code of an authenticator app.
hint-layout = The scanner types for another keyboard
hint-layout-text = It sends letters as if the keyboard was US, and this computer has a { $layout } one. Set the scanner to { $layout }, with the sheet that came with it.
hint-layout-other = It sends letters as if the keyboard was US, and this computer has another one. Set the scanner to the keyboard of this computer, with the sheet that came with it.

## Side of Enroll

side-waiting = Waiting for their token: { $count }
side-finish = Lay it on the reader to finish.
side-lift = Lift what lies on the reader, then lay this token down to finish.
side-abandon = Abandon…
side-compare = Compare its code
side-delete = To be deleted in Entra ID: { $count }
side-delete-text = Entra ID still knows tokens that nobody is to use any more.
side-delete-show = Show them
unfinished-compare = Clock and seed were written. Nobody has compared a code yet.
unfinished-doubted = May have been overwritten or changed. Compare its code, or write it again.
unfinished-seed = The clock was set, the seed may not have been written.
unfinished-clock = The clock may not have been set, the seed was not written.
unfinished-unknown = Tapdesk stopped while it was written: clock and seed may be missing.
abandon-title = Abandon this enrollment?
abandon-text = It will not be exported. The token may hold its seed, or none: write it again before anybody gets it.
abandon-reason = Why?
abandon-missing = Say why: the log keeps it.
abandon-keep = Keep it
abandon-go = Abandon it
side-session = This session: { $count }
side-to-export = { $count } to export
side-export = Export…

## Log

log-search = Search the log
log-search-hint = Name, UPN, serial, model, operator, or who took it
log-count = { $count ->
    [one] 1 enrollment
   *[other] { $count } enrollments
}
log-empty = Nobody has been enrolled yet
log-nothing-found = Nothing matches this search
log-select = Select an enrollment to see what happened
log-compare = Compare its code
log-hand-over = Hand over…
log-burn-again = Write again
log-replace = Replace
log-lost = Report lost…
log-deleted = Deleted in Entra ID…
form-to = To whom?
form-note = A note (if you like)
form-hand = Hand over
form-hand-text = The log keeps who took the token, and when. It stays the token of the person it was enrolled for.
form-lost = Report lost
form-lost-text = It will not be exported any more. If Entra ID knows it already, it goes on the list to be deleted there. This cannot be taken back.
form-deleted = I have deleted it
form-deleted-text = Say so when the token is gone from Entra ID. Its serial can be exported again then.
form-missing = Fill this in first
log-show-qr = QR code…
log-show-qr-now = Show
log-reason = Why does this secret have to be shown?
log-after-all = Into the next file after all
log-again = Export again
log-again-off = Do not export again
log-back = All enrollments
log-purge = Purge…
log-purge-file = Purge its export…
log-save-list = Save the list
log-more = More…
log-more-name = What else can be done
log-destroys = Cannot be taken back
inventory-saved = { $count ->
    [one] 1 of { $all } enrollments is saved as a list, without secrets
   *[other] { $count } of { $all } enrollments are saved as a list, without secrets
}
inventory-failed = The list could not be saved
hint-select = select
hint-search = search
filter-state = State
filter-date = Date
filter-kind = Seed
filter-model = Model
filter-operator = Operator
filter-columns = Columns
filter-any = Any
filter-clear = Show all
since-today = Today
since-yesterday = Yesterday
since-monday = This week
since-week = 7 days
since-month = 30 days
days-between = From … to …
days-from = From
days-to = To
days-hint = { $name }: { $day }
days-from-to = { $from } to { $to }
days-since = since { $from }
days-until = until { $to }
days-not-read = Type a day as 2026-11-22 or 22.11.2026.
days-backwards = The first day comes after the last one, so nothing is of these days.
days-close = Any day
kind-random = drawn here
kind-dictated = from another system
kind-factory = from the factory
sorted-up = { $column }, smallest first
sorted-down = { $column }, largest first
column-time = Begun
column-person = Name
column-upn = UPN
column-serial = Serial
column-model = Model
column-state = State
column-operator = Operator
column-compared = Compared
column-drift = Clock
state-interrupted = Not finished
state-burned = Not compared
state-confirmed = Confirmed
state-elsewhere = Not for Entra
state-exported = Exported
state-abandoned = Nothing written
state-given-up = Abandoned
state-purged = Purged
state-superseded = Overwritten
state-replaced = Replaced
state-lost = Lost
state-doubted = In doubt
compared-typed = Typed
compared-eye = By eye
fact-drift-before = Clock before
fact-drift-after = Clock after
fact-handed = Handed to
fact-codes = Codes
fact-to-delete = Delete it in Entra ID, then say so here
fact-doubted = It may have been overwritten or changed
fact-doubted-text = Compare its code, or write it again.
fact-exported = Exported
log-details = Details
trail = What happened
trail-by = by { $operator }
trail-ledger-made = Ledger made
trail-opened = Station opened
trail-opened-by-recovery = Station opened with the recovery passphrase
trail-locked = Station locked
trail-passphrase-changed = Passphrase changed
trail-recovery-set = Recovery passphrase set
trail-recovery-declined = Recovery passphrase declined
trail-restored = Ledger put back from a backup
trail-trail-broken = Trail found changed
trail-altered = Found changed from outside:
trail-recorded = Saved, writing begun
trail-resumed = Taken up again
trail-burned = Clock and seed written
trail-interrupted = Writing broke off
trail-nothing-written = Nothing written
trail-wrong-code = Wrong code typed
trail-confirmed = Code compared
trail-parked = Put off until later
trail-given-up = Abandoned
trail-upn-corrected = UPN corrected
trail-secret-shown = Secret shown as a QR code
trail-secret-copied = Secret copied
trail-export-begun = Export begun
trail-export-shared = Export to where others can read the file, by the operator’s word
trail-export-placing = File for Entra ID written, about to get its name
trail-exported = Exported
trail-export-void = Export cut off
trail-file-deleted = Exported file deleted from here
trail-inventory-saved = List without secrets saved
trail-stock-imported = Factory seeds taken in
trail-assigned = Assigned, with its factory seed
trail-factory-seed-gone = The factory seed of the token is gone for good
trail-back-in-stock = In stock again
trail-out-of-stock = In stock no more, since somebody got it after the backup
trail-people-imported = List of people read
trail-purged = Seed purged
trail-replaced = Replaced by another token
trail-stands-again = Not replaced after all
trail-lost = Reported lost
trail-doubted = May have been overwritten while this one was to be written:
trail-handed-over = Handed over
trail-deleted = Deleted in Entra ID
trail-clock-begun = Clock about to be set
trail-clock-set = Clock set
trail-clock-unknown = Clock may not have been set
trail-clock-vouched = Clock of this computer said to be right
trail-clock-denied = Clock of this computer said to be wrong
secret-title = Scan this with the authenticator
secret-picture = QR code of the secret
secret-text = Whoever photographs this code has the token. Close it when it was scanned.
secret-close = Close
secret-copy = Copy for 30 seconds

## Export

export-nothing = Nothing waits for export
export-nothing-text = Enroll somebody first. To export a row again, select it in the log.
export-free = Nothing is exported without P1 or P2
export-free-text = Entra ID has every secret already, because it made them. The list of who has which token is saved in the log with Ctrl S.
doubted-title = { $count ->
    [one] 1 token is held back
   *[other] { $count } tokens are held back
}
doubted-text = { $count ->
    [one] It may have been overwritten while another token was written, or something else changed it in the ledger. Compare its code or write it again, and it goes as well.
   *[other] They may have been overwritten while other tokens were written, or something else changed them in the ledger. Compare their codes or write them again, and they go as well.
}
export-nothing-held = What is held back goes as soon as somebody has looked at its token.
delete-title = { $count ->
    [one] 1 token to be deleted in Entra ID
   *[other] { $count } tokens to be deleted in Entra ID
}
delete-text = They were exported, and are replaced, lost or written again since. Delete them under OATH tokens, then tick them off. Until then their serials are not exported again.
delete-done = I have deleted it
export-part = { $count } of { $all } rows leave in this file
export-part-text = The others leave in the files after it. How many rows a file takes is set under Station.
export-many = Entra ID activates at most { $most } tokens in five minutes
export-many-text = This file has { $count } rows. Activate them in rounds, or set under Station how many rows a file takes.
export-full = { $count ->
    [one] One person has as many tokens as Entra ID takes
   *[other] { $count } people have as many tokens as Entra ID takes
}
export-full-text = { $more ->
    [0] { $names }.
   *[other] { $names }, and { $more } more.
} Five tokens and authenticator apps together are the most: whoever has an app as well gets an error for the row.
export-lead = Check the file name and press Enter.
export-mend = The right UPN
export-mend-save = Correct
export-leave-out = { $count ->
    [one] Leave this row out
   *[other] Leave these { $count } rows out
}
export-file = File
export-formats = For which system
export-format = { $format }, readable by you only
export-format-shared = { $format }; whoever can open that folder can read it
export-browse = Browse…
dialog-open = The dialog for a file is open already. It may be behind this window.
no-dialog = This system has no dialog to choose a file with. Type its path.
export-save = Save
export-preview = Preview, secrets hidden
export-done = { $count ->
    [one] 1 token is in the file
   *[other] { $count } tokens are in the file
}
export-done-file = Saved, readable by you only
export-done-shared = Saved; whoever can open that folder can read it
export-done-gone = The file is not there any more
export-done-close = Done
past-title = { $count ->
    [one] 1 file exported so far
   *[other] { $count } files exported so far
}
past-count = { $count ->
    [one] 1 token
   *[other] { $count } tokens
}
past-when = Saved
past-by = By
past-format = Format
past-rows = { $count ->
    [one] The token in it
   *[other] The { $count } tokens in it
}
past-there = The file is there, as it was saved.
past-is-gone = The file is not there any more.
past-unsure = The file was changed since, or its folder is away.
past-looking = Looking for the file
past-folder = Show in folder
past-copy = Copy path
past-copied = Path copied
past-delete = Delete the file now…
past-ask = Delete this file?
past-ask-text = { $count ->
    [one] It holds the secret of 1 token, which counts as exported. If Entra ID has not taken it over yet, select it in the log and export it again. This cannot be taken back.
   *[other] It holds the secrets of { $count } tokens, which count as exported. If Entra ID has not taken them over yet, select them in the log and export them again. This cannot be taken back.
}
past-keep = Keep it
past-ask-go = Delete it
past-deleted = The file is deleted
past-deleted-text =
    { $path }
    The log keeps that, with each of its tokens. Copies elsewhere are not reached: mails, other folders, old disks.
past-gone = The file is not there any more
past-gone-text =
    { $path }
    Somebody has moved or deleted it. If it was moved, delete it where it is now.
past-other = The file was not deleted
past-other-text =
    { $path }
    It is not what was saved any more, or its folder is away. Look after it yourself: it may hold the secrets of these tokens.
past-stays = The file could not be deleted
past-stays-text =
    { $path }
    It is still there. Close whatever has it open and delete it once more. { $why }
past-not-noted = The file is deleted, and the trail does not know
past-not-noted-text =
    { $path }
    Note down that it is gone. { $why }
past-no-folder = Nothing here shows the folder of a file
past-no-folder-text =
    { $path }
    This system has no file manager that answers. Copy the path instead.
past-not-read = The files that left could not be listed
past-not-read-text = Nothing was changed. { $why }
hint-save = save
hint-past = files exported so far
failed-nothing = No row is left for a file
failed-nothing-text = The format takes none of the rows that wait. Above each stands why.
failed-refused = Nothing was saved
failed-refused-text = Leave the refused rows out, or wait until they are mended.
failed-exists = A file of that name is there already
failed-exists-text = Nothing was saved. Choose another name: it may hold the only copy of something.
failed-full = The disk is full
failed-full-text = Nothing was saved. Free some space or choose another folder.
failed-name = That is not the name of a file
failed-name-text = Nothing was saved. Type a folder and a file name.
failed-rights = The file would not be for you alone there
failed-rights-text = Nothing was saved. The folder { $folder } lies on a disk or share that knows no rights of files: whoever can open it could read the secrets of these tokens. Choose another folder, or save it there all the same.
failed-rights-no = No, choose another folder
failed-rights-go = Save it there
failed-unknown = Nobody knows whether the file was saved
failed-unknown-text = The folder of { $path } went away at the last moment. These tokens count as exported until Tapdesk can look there: it looks when Export is opened and at each start. If you have that file, use it.
failed-folder = The file could not be saved there
failed-folder-text = Nothing was saved. Choose another folder. { $why }
failed-ledger = The export could not be recorded
failed-ledger-text = If a file was saved, do not upload it: start Tapdesk again, it finds out. { $why }

## The format entra-csv

entra-csv-name = An Entra ID CSV
entra-csv-title = { $count ->
    [one] 1 token goes to Entra ID
   *[other] { $count } tokens go to Entra ID
}
entra-csv-held = Entra ID would refuse the rows below. Nothing is saved while they are in the file.
entra-csv-done = Go on in Entra ID: the steps are shown here.
entra-csv-after = Then, in Entra ID
entra-csv-step-1 = Open Entra ID, Multifactor authentication, OATH tokens and upload the file. A Global Administrator does this.
entra-csv-step-2 = Wait until it is complete. Download the failures if there are any.
entra-csv-step-3 = Activate each token with a code read from the token.
entra-csv-step-4 = Delete the file.
entra-csv-secrets = The file holds the secrets of these tokens. Do not mail it, and do not open it in a spreadsheet: it spoils the serials.
entra-csv-refuses-guest = A guest: Entra ID takes no hardware tokens for guests. Type the UPN of an own account, or leave the row out.
entra-csv-refuses-upn = Entra ID could hold no such UPN. Correct it here.
entra-csv-refuses-algorithm = This token uses SHA-256. An Entra ID CSV can only carry SHA-1. Leave it out, and enroll the token again.
entra-csv-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
entra-csv-refuses-twice = This serial is in the file twice. Leave one of the two out.
entra-csv-refuses-character = A field has a character that the file cannot carry. Correct the UPN here, or leave the row out.
entra-csv-refuses-still-there = Entra ID still knows this serial for somebody else. Delete it there and tick it off below, or leave the row out.
entra-csv-refuses-secret = The secret is too long for Entra ID. Leave it out, and enroll the token again.

## The format graph-json

graph-json-name = A request to Microsoft Graph
graph-json-title = { $count ->
    [one] 1 token goes to Entra ID
   *[other] { $count } tokens go to Entra ID
}
graph-json-held = Entra ID would refuse the rows below. Nothing is saved while they are in the file.
graph-json-done = Go on with Microsoft Graph: the steps are shown here.
graph-json-after = Then, with Microsoft Graph
graph-json-step-1 = Sign in to Graph Explorer or to a tool of your own as an Authentication Policy Administrator.
graph-json-step-2 = Send the file as the body of PATCH /beta/directory/authenticationMethodDevices/hardwareOathDevices.
graph-json-step-3 = Assign each token that the file gives to nobody: those are for people whose object ID is not on the list of people.
graph-json-step-4 = Activate each token with a code read from the token.
graph-json-step-5 = Delete the file.
graph-json-secrets = The file holds the secrets of these tokens. Do not mail it, and do not keep it in a tool that saves what it sent.
graph-json-refuses-guest = A guest: Entra ID takes no hardware tokens for guests. Type the UPN of an own account, or leave the row out.
graph-json-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
graph-json-refuses-twice = This serial is in the file twice. Leave one of the two out.
graph-json-refuses-still-there = Entra ID still knows this serial for somebody else. Delete it there and tick it off below, or leave the row out.

## The format duo-csv

duo-csv-name = A Duo CSV
duo-csv-title = { $count ->
    [one] 1 token goes to Duo
   *[other] { $count } tokens go to Duo
}
duo-csv-held = Duo would refuse the rows below, or take them wrongly. Nothing is saved while they are in the file.
duo-csv-done = Go on in Duo: the steps are shown here.
duo-csv-after = Then, in Duo
duo-csv-step-1 = Open the Duo Admin Panel, 2FA Devices, Hardware Tokens, Import Hardware Tokens.
duo-csv-step-2 = Choose TOTP with 6 digits. Open the file in a text editor, not in a spreadsheet, and copy its lines into the field for CSV data.
duo-csv-step-3 = The file names nobody. Attach each token to the user who has it, by its serial.
duo-csv-step-4 = Delete the file.
duo-csv-secrets = The file holds the secrets of these tokens. Do not mail it, and do not open it in a spreadsheet: it spoils the serials.
duo-csv-refuses-algorithm = This token uses SHA-256. A Duo CSV can only carry SHA-1. Leave it out, and enroll the token again.
duo-csv-refuses-period = This token changes its code every 60 seconds. A Duo CSV can only carry 30 seconds. Leave it out, and enroll the token again.
duo-csv-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
duo-csv-refuses-twice = This serial is in the file twice. Leave one of the two out.

## The format linotp-csv

linotp-csv-name = A LinOTP CSV
linotp-csv-title = { $count ->
    [one] 1 token goes to LinOTP
   *[other] { $count } tokens go to LinOTP
}
linotp-csv-held = LinOTP would refuse the rows below, or take them wrongly. Nothing is saved while they are in the file.
linotp-csv-done = Go on in LinOTP: the steps are shown here.
linotp-csv-after = Then, in LinOTP
linotp-csv-step-1 = Open the management page of LinOTP, Import Token File, and choose OATH CSV.
linotp-csv-step-2 = Choose the file and the realm of these tokens, and import it.
linotp-csv-step-3 = The file names nobody. Assign each token to the user who has it, by its serial.
linotp-csv-step-4 = Delete the file.
linotp-csv-secrets = The file holds the secrets of these tokens. Do not mail it, and do not open it in a spreadsheet: it spoils the serials.
linotp-csv-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
linotp-csv-refuses-twice = This serial is in the file twice. Leave one of the two out.

## The format netiq-csv

netiq-csv-name = A NetIQ CSV
netiq-csv-title = { $count ->
    [one] 1 token goes to NetIQ
   *[other] { $count } tokens go to NetIQ
}
netiq-csv-held = NetIQ would refuse the rows below, or take them wrongly. Nothing is saved while they are in the file.
netiq-csv-done = Go on in NetIQ: the steps are shown here.
netiq-csv-after = Then, in NetIQ
netiq-csv-step-1 = Open the Administration portal of NetIQ Advanced Authentication, Methods, OATH OTP, OATH Token, and press Add.
netiq-csv-step-2 = Choose the file, the file type OATH csv, and press Upload.
netiq-csv-step-3 = The file names nobody. Choose the owner of each token by its serial, or let people enroll it by themselves with that serial.
netiq-csv-step-4 = Delete the file.
netiq-csv-secrets = The file holds the secrets of these tokens. Do not mail it, and do not open it in a spreadsheet: it spoils the serials.
netiq-csv-refuses-algorithm = This token uses SHA-256. A NetIQ CSV can only carry SHA-1. Leave it out, and enroll the token again.
netiq-csv-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
netiq-csv-refuses-twice = This serial is in the file twice. Leave one of the two out.

## The format pingid-csv

pingid-csv-name = A PingID CSV
pingid-csv-title = { $count ->
    [one] 1 token goes to PingID
   *[other] { $count } tokens go to PingID
}
pingid-csv-held = PingID would refuse the rows below, or take them wrongly. Nothing is saved while they are in the file.
pingid-csv-done = Go on in PingID: the steps are shown here.
pingid-csv-after = Then, in PingID
pingid-csv-step-1 = Open the PingOne admin portal, Setup, PingID, OATH Tokens, and press Import Tokens.
pingid-csv-step-2 = Choose the file, the token type TOTP with 6 digits, and as its refresh interval how long a code of these tokens lives: 30 or 60 seconds.
pingid-csv-step-3 = The file names nobody. Each person pairs their token with its serial and a code.
pingid-csv-step-4 = Delete the file.
pingid-csv-secrets = The file holds the secrets of these tokens. Do not mail it, and do not open it in a spreadsheet: it spoils the serials.
pingid-csv-refuses-algorithm = This token uses SHA-256. A PingID CSV can only carry SHA-1. Leave it out, and enroll the token again.
pingid-csv-refuses-period = A code of this token does not live as long as that of the first token in the file, and PingID takes one interval a file. Leave it out, and save it in a file of its own afterwards.
pingid-csv-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
pingid-csv-refuses-twice = This serial is in the file twice. Leave one of the two out.

## The format privacyidea-csv

privacyidea-csv-name = A privacyIDEA CSV
privacyidea-csv-title = { $count ->
    [one] 1 token goes to privacyIDEA
   *[other] { $count } tokens go to privacyIDEA
}
privacyidea-csv-held = privacyIDEA would refuse the rows below, or take them wrongly. Nothing is saved while they are in the file.
privacyidea-csv-done = Go on in privacyIDEA: the steps are shown here.
privacyidea-csv-after = Then, in privacyIDEA
privacyidea-csv-step-1 = Open privacyIDEA, Tokens, Import Tokens, and choose OATH CSV.
privacyidea-csv-step-2 = Choose the file and the realm of these tokens, and import it. A serial that is there already is overwritten.
privacyidea-csv-step-3 = The file names nobody. Assign each token to the user who has it, by its serial.
privacyidea-csv-step-4 = Delete the file.
privacyidea-csv-secrets = The file holds the secrets of these tokens. Do not mail it, and do not open it in a spreadsheet: it spoils the serials.
privacyidea-csv-refuses-algorithm = This token uses SHA-256. A privacyIDEA CSV can only carry SHA-1. Leave it out, and enroll the token again.
privacyidea-csv-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
privacyidea-csv-refuses-twice = This serial is in the file twice. Leave one of the two out.
privacyidea-csv-refuses-secret = privacyIDEA takes a secret of this length for one with another hash. Leave it out, and enroll the token again.
## The format pskc

pskc-name = PSKC
pskc-title = { $count ->
    [one] 1 token goes into a key container
   *[other] { $count } tokens go into a key container
}
pskc-held = The rows below cannot be in a key container. Nothing is saved while they are in the file.
pskc-done = Go on in the system that takes the file: the steps are shown here.
pskc-after = Then, in the system that takes it
pskc-step-1 = Import the file as PSKC (RFC 6030), without encryption.
pskc-step-2 = Assign each token to its person if the system has not done so. Their UPN stands in the file as UserId.
pskc-step-3 = Delete the file.
pskc-secrets = The file holds the secrets of these tokens, and nothing encrypts them. Do not mail it.
pskc-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
pskc-refuses-twice = This serial is in the file twice. Leave one of the two out.
pskc-refuses-character = A field has a character that the file cannot carry. Correct the UPN here.
## The format pskc-encrypted

pskc-encrypted-name = PSKC, encrypted
pskc-encrypted-title = { $count ->
    [one] 1 token goes into an encrypted key container
   *[other] { $count } tokens go into an encrypted key container
}
pskc-encrypted-held = The rows below cannot be in a key container. Nothing is saved while they are in the file.
pskc-encrypted-done = Go on in the system that takes the file: the steps are shown here.
pskc-encrypted-after = Then, in the system that takes it
pskc-encrypted-step-1 = Import the file as PSKC (RFC 6030), with its passphrase.
pskc-encrypted-step-2 = Assign each token to its person if the system has not done so. Their UPN stands in the file as UserId.
pskc-encrypted-step-3 = Delete the file.
pskc-encrypted-secrets = The file holds the secrets of these tokens, encrypted with the passphrase. Send that another way than the file.
pskc-encrypted-refuses-serial = This is not a serial as printed on a token. Leave it out, and enroll the token again.
pskc-encrypted-refuses-twice = This serial is in the file twice. Leave one of the two out.
pskc-encrypted-refuses-character = A field has a character that the file cannot carry. Correct the UPN here.
seal-field = Passphrase of this file
seal-field-hint = whoever imports the file types it there
seal-short = The passphrase of the file needs at least 8 characters
seal-weak = The passphrase of the file would be guessed soon: take four words that have nothing to do with each other
seal-short-text = Nothing was saved. Type one above the file name; it is not kept, so note it for whoever imports the file.

## Purge

purge-planning = Looking what a purge would take away
purge-working = Purging
purge-title = { $count ->
    [one] Purge 1 seed?
   *[other] Purge { $count } seeds?
}
purge-files = These files are deleted
purge-file-stays = { $count ->
    [one] { $path } stays: it holds the secret of 1 other token
   *[other] { $path } stays: it holds the secrets of { $count } other tokens
}
purge-unsure = These files may hold the secrets as well
purge-unsure-text = They were changed since, or their folder is away. Look after them yourself.
purge-rows = The seeds leave the ledger and its backups
purge-rows-text = The enrollments stay in the log. Copies elsewhere are not reached: mails, other folders, old disks.
purge-never-exported = { $count ->
    [one] 1 of them was never exported
   *[other] { $count } of them were never exported
}
purge-never-exported-text = Entra ID does not know its secret and never will. The token has to be enrolled again.
purge-activated = Are they activated in Entra ID?
purge-activated-text = Tapdesk cannot see that. If the upload failed there, these secrets are gone and the tokens have to be enrolled again.
purge-loss = No longer possible afterwards
purge-loss-again = Export again: { $count }
purge-loss-finish = Finish with the same seed: { $count }
purge-loss-clock = Set the clock, which erases the seed of this model: { $count }
purge-loss-show = Show the code or the QR code: { $count }
purge-keep = Keep them
purge-go = Purge
purge-done = { $count ->
    [one] 1 seed is purged
   *[other] { $count } seeds are purged
}
purge-done-text = Files, ledger and backups hold them no more. What a disk keeps of deleted files is beyond Tapdesk.
purge-left = These still hold purged seeds
purge-left-text = Tapdesk could not remove them. Delete them by hand.
purge-failed = The purge was not finished
purge-failed-text = Try again; what is gone already stays gone. { $why }

## Station

settings-title = This station
settings-lead = What is changed here counts at once.
settings-passphrases = Passphrases
settings-recovery-none = There is no recovery passphrase. Set one and keep it in a safe: it opens the ledger when the passphrase is lost.
settings-recovery-set = A recovery passphrase is set. It opens the ledger when the passphrase is lost.
settings-change = Change the passphrase…
settings-set-recovery = Set a recovery passphrase…
settings-change-recovery = Change the recovery passphrase…
settings-current = Passphrase now
settings-new = New passphrase
settings-new-recovery = New recovery passphrase
settings-save = Save
settings-changed = The new passphrase counts from now on
settings-recovery-changed = The recovery passphrase is set
settings-wrong = That is not a passphrase of this ledger. Nothing was changed.
settings-failed = The passphrase could not be saved. Nothing was changed.
settings-desk = This desk
set-name = Station name
set-name-text = How the log calls this desk. Without one it is the name of the computer.
set-operators = Operators
set-operators-text = Who is offered when the station is opened. Separate names with commas.
set-reader = Reader
set-reader-text = The reader that is watched when several are connected.
set-reader-none = No reader connected
settings-people = People
set-domain = Default domain
set-domain-text = Completes a bare name, so that “anna” becomes anna@example.com.
set-accepted = Accepted domains
set-accepted-text = Any other domain asks once a session. Empty: every domain is accepted.
set-guests = Domains of guests
set-guests-text = People with these domains get no token, because Entra ID takes none for guests.
settings-tokens = Tokens
set-licence = Entra ID license
set-licence-text = With P1 or P2 Tapdesk draws the secrets and exports a file. Without, Entra ID shows a QR code for each person and its secret is written.
licence-premium = P1 or P2
licence-free = Free
set-comparing = Comparing
set-comparing-text = Whether it is enough that both people see the same code. If every code is typed, the live one is hidden until then.
comparing-either = Typed or by eye
comparing-typed = Typed only
set-display = Display time-out
set-display-text = How long a token shows its code after it was switched on. Longer costs battery.
settings-clock = Clock
set-server = Time server
set-server-text = Vouches for the clock of this computer, for example your domain controller. Empty: the computer itself or the operator does.
set-clock-limit = Clock limit in seconds
set-clock-limit-text = Further off the time server than that, no token is written. 5 to 30.
set-token-minutes = Token clocks in minutes
set-token-minutes-text = If five new tokens in a row are further off than that, the time is asked. 1 to 60.
settings-files = Files
set-export = Export folder
set-export-text = Where files that leave and lists are saved.
set-format = Files that leave
set-format-text = In which format the secrets of tokens are exported.
set-file-rows = Rows of a file
set-file-rows-text = With more than that, the rest leaves in the files after it. 0 takes all of them in one.
set-header = Column of the time step
set-header-text = How the header of the Entra ID file spells it. Microsoft uses two words; some older tools want one.
settings-ledger = Ledger
set-data = Data folder
set-data-text = The ledger and these settings are in it. Another one is opened at once and from then on; nothing is moved.
set-not-in-demo = Not in the demo
set-data-named = The ledger and these settings are in it. The command line names it, so it is not chosen here.
folder-open = Open this folder
folder-browse = Another folder…
folder-here = This desk works in that folder already.
folder-none = There is no folder { $folder }. Make it first, or connect the drive it is on.
folder-not-noted = The choice could not be kept, so nothing was changed. { $why }
set-restore = Put a backup back
set-restore-text = It takes the place of the ledger, which is kept beside it. The desk is locked for it; the passphrase is the one of the backup.
restore-ask = Put back…
restore-browse = Another backup…
restore-title = Put this backup in the place of the ledger?
restore-text = Tokens burned after it was made are not in it, and rows exported after it wait for export again. The ledger that is here now is kept in the data folder.
restore-keep = Keep the ledger
restore-go = Put it back
restore-done = { $count ->
    [one] The backup is the ledger now, with one enrollment
   *[other] The backup is the ledger now, with { $count } enrollments
  }
restore-done-text = { $aside ->
    [none] There was no ledger here before. Enter its passphrase.
   *[other] The ledger that was here is kept as { $aside }. Enter the passphrase of the backup.
  }
restore-failed = The backup was not put back
restore-failed-text = The ledger is as it was. { $why }
set-backup = Backup folder
set-backup-text = A sealed copy of the ledger is made at each start, after each export and after a purge. The last ten are kept, one of each of the last days and weeks, and the last one that held more. Best is a network share or a stick.
settings-check-text = Looks whether every enrollment, export, seed and entry of the trail is as Tapdesk left it.
settings-check = Check the ledger
settings-check-working = Checking…
settings-check-sound = Everything is as Tapdesk left it.
settings-check-failed = The ledger could not be checked
settings-check-failed-text = Nobody knows now whether it is as Tapdesk left it. { $why } Check it once more. If that fails as well, enroll and export nothing more here, and tell whoever is responsible for this desk: a backup can be put back.
settings-check-found = Not everything is as Tapdesk left it
settings-check-found-text =
    { $found }

    What may be wrong stays out of every export until its code is compared once more (select it in the log), or its token is written again. Tell whoever is responsible for this desk.
settings-lock = Lock
set-lock = Lock after minutes
set-lock-text = The station locks itself when nobody touches it that long, and when the computer sleeps. 0: never by itself. Ctrl L locks at once.
settings-looks = Looks
set-theme = Theme
set-theme-text = Light, dark, or as the system is.
set-zoom = Text size
set-zoom-text = How large everything is drawn.
settings-zoom = { $percent } %
settings-file = All of this stands in
setting-scanned = That came from a scanner and was taken out. Type it here if it is meant.
setting-wrong = Nothing was changed: it takes { $wanted }
wanted-domain = a domain like example.com
wanted-domains = domains like example.com, with commas between them
wanted-server = a name like time.example.com, with :123 behind it for another port
wanted-clock-limit = a number from 5 to 30
wanted-token-minutes = a number from 1 to 60
wanted-minutes = a number of minutes, 0 for never
wanted-text = a text
theme-system = As the system
theme-light = Light
theme-dark = Dark

## Token

token-lay = Lay any token on the reader
token-lay-text = Tapdesk says what it is, who has it and how its clock goes. Nothing is written.
token-reading = Reading the token
token-lifted = It was lifted. Lay the next one down, or
token-serial = Or type a serial
token-serial-wrong = A serial has letters and digits, 16 at most
token-no-model = model not known
token-no-model-text = Tokens of unknown models are read and shown, and never written.
token-clock-exact = { $model }, its clock is exact
token-clock-ahead = { $model }, its clock is { $span } ahead
token-clock-behind = { $model }, its clock is { $span } behind
token-its-clock = Its clock
token-set-clock = Set the clock
token-alone = This model keeps its seed when its clock is set.
token-alone-unknown = This model keeps its seed when its clock is set. It also gets SHA-1 and 30 seconds, as tokens come: one that was set up elsewhere with something else would not work any more.
token-with-seed = This model loses its seed when its clock is set, so Tapdesk writes the same seed again. A code is compared after that.
token-no-seed = This model loses its seed when its clock is set, and Tapdesk does not have that seed. Enroll the token again instead.
token-lay-again = Lay it down anew, then press F4.
token-busy = Somebody is being enrolled. Finish that first.
token-setting = Setting the clock
token-set = The clock is set
token-set-text = It is { $drift } off the clock of this computer now.
token-set-unread = The token left before it was read again. Lay it down once more to see its clock.
token-not-set = The clock was not set
token-cannot-set = Its clock cannot be set here
token-untouched = The token left or refused before anything was written. It is as it was.
token-unknown = The clock may not be set
token-unknown-text = The token left while it was written. Lay it down again and look at its clock.
token-nobody = Nobody was enrolled on it here
token-nobody-text = It may come from another desk, or be new.
token-of = { $upn } has it
token-details = Details
hint-set-clock = set the clock

## People

stock-none = No tokens in stock
stock-none-text = Tokens that cannot be written come with a file of their seeds. Read it, then scan the serial of a token while a person waits at Enroll.
stock-title = { $count } of { $all } tokens in stock are left
stock-lead = While a person waits at Enroll, scan or type the serial of their token. Its code is compared; nothing is written to it.
stock-file = File of factory seeds (CSV or PSKC), or list of who gets which token (UPN and serial)
stock-read = Read
stock-deleting = Deleting the file…
stock-reading = Reading the file
stock-keeping = { $count ->
    [one] One token is taken in
   *[other] { $count } tokens are taken in
  }
stock-so-far = { $count } of { $all }
stock-key = What opens this file?
stock-key-text = Its secrets are encrypted. Whoever sent it has told you a passphrase or a key.
stock-key-field = Passphrase, or key in hexadecimal digits
stock-key-go = Open it
stock-wrong-key = That does not open this file.
stock-ask = { $count ->
    [one] One token can be taken in
   *[other] { $count } tokens can be taken in
  }
stock-ask-ends = From { $first } to { $last }
stock-take-in = Take in
stock-none-left-out = Every line of the file is a token.
stock-left-out = { $count ->
    [one] One line is left out
   *[other] { $count } lines are left out
  }
stock-left-out-text = Mend the file and read it again later: what is in stock by then is not taken in twice.
stock-done = { $count ->
    [one] One token is in stock
   *[other] { $count } tokens are in stock
  }
stock-done-text = The file still holds their secrets for whoever finds it. Delete it, and empty the mailbox in which it came.
stock-delete = Delete the file now
stock-deleted = Its file is deleted. Empty the mailbox in which it came as well.
stock-changed = The file was changed since it was read, so it was not deleted. Delete it yourself.
stock-not-deleted = The file was not deleted: { $why }
stock-failed = Nothing was taken from this file
stock-file-large = This file is larger than 64 MB, and no list of factory seeds.
stock-file-long = This file has more than 2 million lines, and is no list of factory seeds.
stock-file-no-text = This file is no text: factory seeds come as a CSV file or as PSKC.
stock-file-no-columns = This file has no columns for the serial number and the secret key, nor for UPN and serial.
stock-file-no-pskc = This XML file is no key container (RFC 6030).
stock-file-encryption = The secrets of this file are encrypted in a way that Tapdesk does not know. Ask for it as CSV.
stock-file-nothing = No line of this file can be taken in.
hand-out-long = This list hands out more than 10,000 tokens at once.
hand-out-ask = { $count ->
    [0] No token can be handed out
    [one] One token can be handed out
   *[other] { $count } tokens can be handed out
}
hand-out-lead = Each person gets the token whose serial stands beside them. Nothing leaves in a file before a code of the token is compared.
hand-out-go = Hand out
hand-out-keeping = { $count ->
    [one] Handing out one token
   *[other] Handing out { $count } tokens
}
hand-out-doubted = { $count ->
    [one] One line is in doubt
   *[other] { $count } lines are in doubt
}
hand-out-doubted-text = They may be right. Say whether these people get their tokens too.
hand-out-line = Line { $line }: { $upn }, { $serial }: { $why }
hand-out-without = Leave them out
hand-out-with = Hand these out too
hand-out-none-left-out = Every line of the list is a person and a token in stock.
hand-out-left-out-text = Mend the list and read it again later: who has a token by then is asked about.
hand-out-done = { $count ->
    [0] No token was handed out
    [one] One token is handed out
   *[other] { $count } tokens are handed out
}
hand-out-done-text = Compare a code of each, in the person's presence or by phone: until then its row leaves in no file.
hand-out-show = Show them in the log
hand-out-failed = Nothing was handed out
hand-out-unknown = Nobody knows whether the tokens were handed out
hand-out-unknown-text = A part of Tapdesk has ended by a fault. Start it again: the log tells who has which.
hand-out-secret-begun = another system has begun a secret for them
hand-out-contested = this serial stands on several lines, for different people
hand-out-unreadable = its factory seed cannot be opened; import its file again
hand-out-not-listed = not on the list of people
hand-out-disabled = their account is disabled
hand-out-domain = the domain is not a usual one here
hand-out-has-token = has a token already
hand-out-not-in-stock = this token is not in stock
hand-out-full = this person has as many tokens as Entra ID takes
hand-out-was-doubted = it was in doubt and left out
hand-out-meanwhile = this token or this person was enrolled meanwhile
stock-line-short = too few columns
stock-line-no-serial = no serial
stock-line-not-serial = this is not a serial as it is printed on a token
stock-line-damaged = a spreadsheet has made a number of this serial, and its digits are gone; ask for the file anew
stock-line-shortened = shorter than the other serials of its model: a spreadsheet may have taken zeros off it
stock-line-no-secret = no secret
stock-line-hex = the secret is hexadecimal, and base32 is expected
stock-line-not-secret = the secret is not spelled as it has to be
stock-line-long = the secret is longer than 63 bytes
stock-line-weak = the secret is shorter than 80 bits
stock-line-period = its codes change neither every 30 nor every 60 seconds
stock-line-digits = its codes do not have six digits
stock-line-not-totp = this key makes no codes that change with time
stock-line-counter = its codes count presses, and not time
stock-line-algorithm = its hash is neither SHA-1 nor SHA-256
stock-line-sealed = its secret cannot be decrypted with this key
stock-line-twice = this serial stands further up already
stock-line-in-stock = in stock already
stock-line-enrolled = enrolled here already, so it may hold another seed
stock-line-since = somebody got this token after the backup that was put back was made
stock-search = Search the stock
stock-search-hint = Serial, model, or who has it
stock-only-left = Only those left
stock-nothing-found = No token fits
stock-count = { $count ->
    [one] One token
   *[other] { $count } tokens
  }
stock-left = in stock
stock-has-it = { $upn } has it
stock-burned = written anew for { $upn }
people-none = No list of people yet
people-none-text = Read the user export of Entra ID, or any CSV file with UPNs. Names and badge numbers are then enough at Enroll.
people-title = { $count } of { $all } have a token
people-lead = Press Enter on a person, or click one, to enroll them. Guests and accounts that are disabled are not counted.
people-search = Search people
people-search-hint = Name, UPN or badge number
people-without = Only those without
people-next = Next without a token
person-badge = Badge { $badge } · { $note }
people-file = File with people (CSV)
people-read = Read
people-reading = Reading the list
people-done = { $count ->
    [one] 1 person is on the list
   *[other] { $count } people are on the list
}
people-left-guests = { $count ->
    [one] 1 guest was left out.
   *[other] { $count } guests were left out.
}
people-left-twice = { $count ->
    [one] 1 line was there twice.
   *[other] { $count } lines were there twice.
}
people-left-none = { $count ->
    [one] 1 line has no UPN.
   *[other] { $count } lines have no UPN.
}
people-left-unread = { $count ->
    [one] 1 line could not be read as a row.
   *[other] { $count } lines could not be read as rows.
}
people-show-lines = Show all { $count }
left-line = Line { $line }: { $why }
left-no-upn = it has no UPN
left-not-upn = what stands there is not a UPN
left-long = the UPN is too long
left-secret = a secret stands in the place of the UPN
left-guest = it is of a guest
left-twice = its UPN stands further up already
left-quote = a quotation mark is opened there and not closed
left-above = it stands above the headings, and belongs to no column
people-left-badges = { $count ->
    [one] 1 badge number was spoiled by a spreadsheet and left out.
   *[other] { $count } badge numbers were spoiled by a spreadsheet and left out.
}
people-failed = The list could not be read
people-failed-text = The list from before still counts. { $why }
people-file-unreadable = The file cannot be read: { $why }.
people-file-large = This file is larger than 32 MB, and no list of people.
people-file-long = This file has more than 500,000 lines, and is no list of people.
people-file-no-text = This file is no text: a list of people is a CSV file.
people-file-empty = This file is empty.
people-file-no-table = This file is no table of people: it has one column, and no UPN in it.
people-file-nobody = No line of the file is of a person who can get a token.
people-columns = Which column is what?
people-columns-text = Check the guesses, then press Enter.
people-column = Column { $number }
people-not-there = not there
people-name = Name
people-given = Given name
people-surname = Surname
people-department = Department
people-badge = Badge number
people-object = Object ID
people-type = User type
people-account = Account enabled or blocked
people-no-upn = Choose the column of the UPN
people-take = Use this list
people-all-have = Nobody of them is without a token
people-count = { $count ->
    [one] 1 person
   *[other] { $count } people
}

## Demo

tray-token = The demo token and its display
tray-classic = The classic token and its display
tray-lay = Lay the token down
tray-lift = Lift the token
tray-on = Switch on
tray-off = Switch off
tray-new = New token
tray-slip = Lift in mid-burn
tray-another = Another token
tray-clock = Wrong clock
tray-unplug = Unplug
tray-plug = Plug in
tray-mishaps = Mishaps
tray-model = Model
practice-offer = Practice: a day of five people, with four mishaps, in less than five minutes
practice-left = Practice left at { $done } of { $all } people
practice-begin = Begin
practice-leave = Leave
practice-go-on = Go on
practice-count = { $done } of { $all }
practice-unlock = Unlock the desk: the passphrase of the demo is “demo passphrase”
practice-to-enroll = Go back to Enroll ({ $key })
practice-name = { $name } is here: type { $upn } and press Enter
practice-take-new = Take a new token out of the box ({ $key })
practice-lay = Lay { $name }’s token down ({ $key })
practice-lay-to-lift = Lay { $name }’s token down, and lift it while it is written ({ $key })
practice-lift-soon = In a moment you lift it ({ $key })
practice-lift-now = Now lift it, in the middle ({ $key })
practice-leave-it = Leave the token there, it is being written
practice-wait = One moment
practice-lift = Lift the token ({ $key })
practice-lift-other = That is not the token that is meant, and nothing was written to it: lift it ({ $key })
practice-lay-again = Lay the same token down again: Tapdesk finishes it ({ $key })
practice-lay-again-to-lift = Lay it down again, and lift it while it is written ({ $key })
practice-lay-another = You take another person’s token by mistake: lay it down ({ $key })
practice-lay-aside = Lay down the token that was put aside ({ $key })
practice-set-clock-wrong = Let the clock of the token go wrong ({ $key })
practice-switch-on = Switch the token on ({ $key })
practice-switch-off-and-on = Switch the token off and on ({ $key }), and type what it shows now
practice-type-code = Type the code that the token shows
practice-again-to-lift = That was too late: have it written again ({ $key }), and lift it then
practice-again = Have it written again: it gets the right time and the same seed ({ $key })
practice-unplug = Somebody trips over the cable: unplug the reader ({ $key })
practice-plug-in = Plug the reader in again ({ $key })
practice-yes = Yes, that domain is right ({ $key })
practice-replace = The token from before is not at hand: the new one replaces it ({ $key })
practice-no = No, that was not meant ({ $key })
practice-put-off = That token is not at hand: put it off ({ $key })
practice-export = Everybody has a token: save the file of the day ({ $key }, then Enter)
practice-done = Done in { $span }: five people and their file, a token lifted too early, another person’s token, a wrong clock, a reader unplugged
practice-done-missed = Done in { $span }: five people and their file. Not practised: { $missed }
practice-missed-lifted = a token lifted too early
practice-missed-another = another person’s token
practice-missed-wrong-clock = a wrong clock
practice-missed-unplugged = a reader unplugged

## Keys

help-title = Keys
keys-everywhere = Everywhere
key-enter = Take the UPN; save the file
key-esc = Stop, say no, put off until later
key-suggestion = Another one of those who are suggested
key-eye = Both see the same code
key-again = Write the token again with the same seed
key-proceed = Yes to a question; the time shown is right
key-replaces = At the question: the new token replaces the old one
key-correct = Correct the UPN of the person who waits
key-keep = At the question about the domain: keep what was typed
key-draw = Draw a seed here although a secret was begun
key-screen-enroll = Enroll
key-screen-log = Log
key-screen-export = Export
key-screen-token = Token: what it is, set its clock
key-screen-people = People: who has a token
key-screen-stock = Stock: tokens with a factory seed
key-screen-station = Station: settings and passphrases
key-next = Next person without a token; another token for the person who waits
key-next-without = Next person without a token
key-export = Export, file name ready
key-search = Search the log
key-inventory = Save the list of the log, without secrets
key-row = Another row
key-more = What else can be done with the selected enrollment
key-width = On the name of a column: narrower, wider
key-copy = Copy the secret that is shown, for 30 seconds
key-compare = Compare the code of the selected enrollment
key-hand-over = Hand over the token of the selected enrollment
key-replace = Replace the token of the selected enrollment
key-lost = Report the token of the selected enrollment lost
key-deleted = Say that the selected enrollment was deleted in Entra ID
key-qr = Show the QR code of the selected enrollment
key-export-again = Export the selected enrollment again
key-abandon = Abandon the selected enrollment
key-purge = Purge the seed of the selected enrollment
key-purge-export = Purge the seeds of the file in which the selected enrollment was exported
key-past = Another file that was exported before
key-folder = Show the exported file in its folder
key-copy-path = Copy the path of the exported file
key-delete-file = Delete the exported file
key-set-clock = Set the clock of the token
key-lock = Lock
key-tray-new = Take a new token out of the box
key-tray-lay = Lay the token down, lift it
key-tray-slip = The token slips off in the middle of its burn
key-tray-press = Switch the token on, off
key-tray-another = Lay another token down
key-tray-clock = The token’s clock goes wrong
key-tray-plug = Unplug the reader, plug it in again
key-tray-practise = Begin the practice, leave it, go on
keys-demo = Demo
key-scroll = Scroll by a page
key-section = Another section
key-reveal = Show the passphrase that is typed
key-read = The message at the bottom was read
key-help = These keys
about-title = About Tapdesk
about-text = Version { $build }. MIT or Apache-2.0. Typefaces Inter and JetBrains Mono, SIL Open Font License.
