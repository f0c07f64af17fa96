//! A day at the desk, from the unlocking in the morning to the file for Entra ID: 60 enrolments at the real window, by
//! keys and scanner alone, over a real PC/SC service. Each mishap of the day happens to another person, the operator
//! changes, the computer sleeps, and the program dies in the middle of a burn.
//!
//! A third of the tokens are handed out with their factory seeds, which came in a file in the morning, and a tenth get the
//! secret that UserLock dictates.
//!
//! It prints what each enrolment took, in keys and in milliseconds of the desk: people are not waited for.
//! `cargo test --test day -- --nocapture`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(target_os = "linux")]
mod common;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the PC/SC tests need Linux; skipped");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fmt::Write as _;

    use egui::Key;
    use tapdesk::desk::{Kind, Stage};
    use tapdesk::otp::Seed;
    use tapdesk::token2::{BurnStep, Model};

    use crate::common::by_keys::Desk;
    use crate::common::foreign::Foreign;
    use crate::common::leaks::Needles;
    use crate::common::over_pcscd::{self, trial};
    use crate::common::vpcd::{Card, Fault};
    use crate::common::{CSV_HEADER, PASSPHRASE, Pull, Token, csv_row};

    const ENROLMENTS: usize = 60;
    const FIRST_OPERATOR: &str = "M. Keller";
    const SECOND_OPERATOR: &str = "A. Sommer";
    const OPERATOR_CHANGES_AT: usize = 31;

    /// An enrolment as it goes until the token shows its code, and is typed.
    type Course = fn(Desk, &Person, &[Person]) -> Desk;

    /// At which enrolment what goes wrong.
    const MISHAPS: [(usize, &str, Course); 13] = [
        (4, "pulled between clock and seed, and laid down again", pulled),
        (8, "another token while one is unfinished", another_token),
        (12, "a bank card instead of the token", bank_card),
        (16, "a wrong code, then the right one", wrong_code),
        (20, "the last person's token is still there", still_there),
        (24, "has a token already, gets another one", has_one),
        (28, "the serial was scanned first", serial_scanned),
        (OPERATOR_CHANGES_AT, "the operator changes", operator_changes),
        (36, "a token of an unknown model", unknown_model),
        (40, "the domain was mistyped", domain_mistyped),
        (44, "the code of another token", code_of_another),
        (49, "the computer slept", slept),
        (54, "the program died in mid-burn", crashed),
    ];
    const STILL_THERE_AT: usize = 20;

    pub fn main() {
        over_pcscd::main(vec![trial("sixty_people_get_their_tokens_whatever_happens", day)]);
    }

    /// Somebody who comes to the desk, and the token that lies ready for them.
    struct Person {
        upn: String,
        token: Token,
        model: Model,
        /// Whether the UPN is typed, for want of a badge.
        types: bool,
    }

    impl Person {
        fn new(number: usize) -> Self {
            const FIRST: [&str; 12] = [
                "anna", "ben", "clara", "david", "emma", "felix", "greta", "hugo", "ida", "jonas", "lea", "max",
            ];
            const LAST: [&str; 5] = ["weber", "schuster", "koch", "lindner", "brandt"];
            // one that loses its seed when its clock is set, where that matters
            let model = match number {
                4 | 8 | 54 => Model::C301I,
                _ => Model::ALL[number % Model::ALL.len()],
            };
            let at = if number == 24 { 2 } else { number - 1 };
            Self {
                upn: format!("{}.{}@example.com", FIRST[at % 12], LAST[at / 12]),
                token: Token::new(model, u32::try_from(number).unwrap()),
                model,
                types: number.is_multiple_of(3) && number != 24,
            }
        }
    }

    /// How a token comes to its seed.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Way {
        Drawn,
        Factory,
        UserLock,
    }

    fn way(number: usize) -> Way {
        let mishap = MISHAPS.iter().any(|(at, ..)| *at == number);
        match number {
            _ if mishap => Way::Drawn,
            // its code is typed for somebody else's
            43 => Way::Drawn,
            5 | 10 => Way::Factory,
            _ if matches!(number % 5, 1 | 3) => Way::Factory,
            _ if number % 10 == 7 => Way::UserLock,
            _ => Way::Drawn,
        }
    }

    /// What an enrolment took.
    struct Row {
        keys: usize,
        ms: u128,
        mishap: Option<&'static str>,
    }

    fn day() {
        let people: Vec<Person> = (1..=ENROLMENTS).map(Person::new).collect();
        let mut desk = Desk::new(|settings| {
            settings.default_domain = Some("example.com".into());
            settings.accepted_domains = vec!["example.org".into()];
        });
        desk.unlock(None);
        take_in(&mut desk, &people);
        let mut rows = Vec::new();
        for number in 1..=ENROLMENTS {
            let (next, row) = enrol(desk, number, &people);
            desk = next;
            rows.push(row);
        }
        let (export_keys, file) = export(&mut desk);
        let right = right_rows(&file, &people);
        let report = report(&rows, &people, right, export_keys);
        assert!(!secrets(&people).are_in(report.as_bytes()), "the table holds a secret");
        println!("{report}");
        // the text is not shown: it holds secrets
        assert!(file == expected(&people), "the file is not what is in the tokens");
        assert_eq!(right, ENROLMENTS);
        check_log(&desk);
    }

    fn enrol(mut desk: Desk, number: usize, people: &[Person]) -> (Desk, Row) {
        let (person, before) = (&people[number - 1], &people[..number - 1]);
        let mishap = MISHAPS.iter().find(|(at, ..)| *at == number);
        if number != STILL_THERE_AT {
            desk.until_quiet();
        }
        desk.clock.advance(2);
        desk.start_count();
        let usual = match way(number) {
            Way::Drawn => plain as Course,
            Way::Factory => from_stock,
            Way::UserLock => for_userlock,
        };
        let course = mishap.map_or(usual, |(.., course)| *course);
        let mut desk = course(desk, person, before);
        desk.see(&format!("{} is ready", person.upn));
        let count = desk.count();
        if number + 1 != STILL_THERE_AT {
            desk.slot.lift();
        }
        assert_eq!(person.token.0.lock().unwrap().wrong_answers(), 0);
        let row = Row {
            keys: count.keys,
            ms: count.took().as_millis(),
            mishap: mishap.map(|(_, what, _)| *what),
        };
        (desk, row)
    }

    // --- how it goes --------------------------------------------------------------------------------------------------

    fn plain(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        name(&mut desk, person);
        finish(desk, person)
    }

    /// In the morning: the file with the factory seeds.
    fn take_in(desk: &mut Desk, people: &[Person]) {
        let mut text = "upn,serial number,secret key,timeinterval,manufacturer,model\r\n".to_owned();
        for (number, person) in (1..).zip(people) {
            if way(number) == Way::Factory {
                text += csv_row("", &person.token, person.model).as_str();
            }
        }
        let path = desk.home.path().join("order.csv");
        std::fs::write(&path, text).unwrap();
        desk.until_quiet();
        desk.ctrl(Key::Num7);
        desk.write(&path.display().to_string());
        desk.press(Key::Enter);
        desk.see("20 tokens can be taken in");
        let soon = std::time::Instant::now();
        desk.until("time to read it", |_| soon.elapsed().as_millis() > 600);
        desk.ctrl(Key::B);
        desk.see("20 tokens are in stock");
        desk.press(Key::Escape);
        desk.ctrl(Key::Num1);
    }

    /// A token from the stock: its serial is scanned, and nothing is written.
    fn from_stock(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        let factory = person.token.seed();
        name(&mut desk, person);
        desk.scan(&person.token.serial());
        desk.until("its code", |desk| {
            matches!(desk.station().flow().stage(), Stage::Comparing { .. })
        });
        desk.type_code_of(&person.token);
        assert!(person.token.seed() == factory, "it was written");
        desk
    }

    /// UserLock dictates the secret: it is chosen, and given back afterwards.
    fn for_userlock(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        let mine = format!("u-lock {}", person.token.serial());
        let secret = Seed::new(mine.as_bytes()).unwrap().to_base32();
        desk.ctrl(Key::Y);
        desk.ctrl(Key::Y);
        name(&mut desk, person);
        desk.see("Scan the key that UserLock shows");
        let account = person.upn.split('@').next().unwrap();
        desk.scan(&format!(
            "otpauth://totp/UserLock:{account}?secret={}&issuer=UserLock",
            secret.as_str()
        ));
        desk.see("The secret was taken from the QR code");
        let mut desk = finish(desk, person);
        desk.see(&format!("{} is ready", person.upn));
        assert!(
            person.token.seed().unwrap().expose() == mine.as_bytes(),
            "another secret is in the token"
        );
        desk.slot.lift();
        for _ in 0..4 {
            desk.ctrl(Key::Y);
        }
        desk
    }

    /// Says whose token it will be.
    fn name(desk: &mut Desk, person: &Person) {
        if person.types {
            // the domain is added by the first Enter
            desk.write(person.upn.split('@').next().unwrap());
            desk.press(Key::Enter);
            desk.press(Key::Enter);
        } else {
            desk.scan(&person.upn);
        }
        desk.until("an armed desk", |desk| {
            matches!(desk.station().flow().stage(), Stage::Armed { .. })
        });
    }

    fn finish(mut desk: Desk, person: &Person) -> Desk {
        desk.lay(&person.token);
        desk.type_code_of(&person.token);
        desk
    }

    fn pulled(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        name(&mut desk, person);
        break_off(&mut desk, person);
        finish(desk, person)
    }

    /// The token is pulled after its clock was set, before it has its seed.
    fn break_off(desk: &mut Desk, person: &Person) {
        let pull = Pull { at: 5, acted: false };
        desk.slot.lay_and_pull(&person.token, pull, None);
        desk.see("Lay the same token on the reader again");
        desk.see("the seed may not have been written");
        assert!(person.token.seed().is_none());
    }

    fn another_token(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        let other = Token::new(person.model, 1008);
        let before = other.seed();
        name(&mut desk, person);
        break_off(&mut desk, person);
        desk.until_clear();
        desk.slot.lay(&other);
        desk.see("That is another token");
        assert!(other.seed() == before, "the other token was written");
        desk.lift();
        finish(desk, person)
    }

    fn bank_card(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        name(&mut desk, person);
        desk.slot.insert(Card::Foreign(Foreign::bank_card()));
        desk.see("That is a bank card, not a token");
        desk.lift();
        finish(desk, person)
    }

    fn wrong_code(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        name(&mut desk, person);
        desk.lay(&person.token);
        let code: u32 = person.token.code(desk.clock.unix()).parse().unwrap();
        desk.write(&format!("{:06}", (code + 1) % 1_000_000));
        desk.see("That is not a code of this token");
        desk.type_code_of(&person.token);
        desk
    }

    fn still_there(mut desk: Desk, person: &Person, before: &[Person]) -> Desk {
        let last = before.last().unwrap();
        let seed = last.token.seed();
        name(&mut desk, person);
        desk.see(&format!("Take {}’s token away", last.upn));
        desk.lift();
        let desk = finish(desk, person);
        assert!(last.token.seed() == seed, "the last person's token was written");
        desk
    }

    fn has_one(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        desk.scan(&person.upn);
        desk.see("This person has a token already");
        desk.ctrl(Key::B);
        desk.see("Lay the token on the reader");
        finish(desk, person)
    }

    fn serial_scanned(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        desk.scan(&person.token.serial());
        desk.see("That is the serial");
        plain(desk, person, &[])
    }

    fn unknown_model(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        let stranger = Token::with_serial("8659699000001");
        let seed = stranger.seed();
        name(&mut desk, person);
        desk.slot.lay(&stranger);
        desk.see("Tapdesk does not know this model");
        assert!(stranger.seed() == seed, "a token of an unknown model was written");
        desk.lift();
        finish(desk, person)
    }

    fn domain_mistyped(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        desk.write(&person.upn.replace("example", "exmaple"));
        desk.press(Key::Enter);
        desk.see("Nobody here has the domain exmaple.com");
        desk.press(Key::Escape);
        desk.write(&person.upn);
        desk.press(Key::Enter);
        desk.see("Lay the token on the reader");
        finish(desk, person)
    }

    fn code_of_another(mut desk: Desk, person: &Person, before: &[Person]) -> Desk {
        let last = before.last().unwrap();
        name(&mut desk, person);
        desk.lay(&person.token);
        desk.type_code_of(&last.token);
        desk.see(&format!("That is the code of {}’s token", last.upn));
        desk.type_code_of(&person.token);
        desk
    }

    // --- what happens to the desk -------------------------------------------------------------------------------------

    fn operator_changes(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        desk.ctrl(Key::L);
        desk.see("Locked");
        desk.unlock(Some(SECOND_OPERATOR));
        desk.until_quiet();
        plain(desk, person, &[])
    }

    /// Nobody is waited for after that: the UPN is scanned again.
    fn slept(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        name(&mut desk, person);
        desk.sleep(3600);
        desk.see("Locked");
        desk.unlock(None);
        desk.until_quiet();
        plain(desk, person, &[])
    }

    /// Between clock and seed. Whoever starts it again lays the token down, and it is finished for the same person.
    fn crashed(mut desk: Desk, person: &Person, _: &[Person]) -> Desk {
        name(&mut desk, person);
        let late = Fault::Late(std::time::Duration::from_millis(600));
        desk.slot.lay_with(&person.token, 4, late);
        desk.until("a clock that is being set", |desk| {
            let step = BurnStep::WritingConfig;
            matches!(desk.station().flow().stage(), Stage::Burning { step: at, .. } if *at == step)
                && desk.slot.fault_is_over()
        });
        let mut desk = desk.crash();
        assert!(person.token.seed().is_none());
        desk.unlock(None);
        desk.until_quiet();
        desk.see("Waiting for their token: 1");
        finish(desk, person)
    }

    // --- the end of the day -------------------------------------------------------------------------------------------

    /// The file that leaves, and how many keys that takes.
    fn export(desk: &mut Desk) -> (usize, String) {
        desk.until_quiet();
        desk.start_count();
        desk.ctrl(Key::E);
        desk.see(&format!("{ENROLMENTS} tokens go to Entra ID"));
        desk.press(Key::Enter);
        desk.see(&format!("{ENROLMENTS} tokens are in the file"));
        let mut files = std::fs::read_dir(desk.home.path().join("out")).unwrap();
        let path = files.next().unwrap().unwrap().path();
        assert!(files.next().is_none(), "one file leaves");
        (desk.count().keys, std::fs::read_to_string(path).unwrap())
    }

    fn row_of(person: &Person) -> String {
        csv_row(&person.upn, &person.token, person.model)
    }

    fn expected(people: &[Person]) -> String {
        CSV_HEADER.to_owned() + &people.iter().map(row_of).collect::<String>()
    }

    /// How many rows are what is in the token of the person whose turn it was.
    fn right_rows(file: &str, people: &[Person]) -> usize {
        let rows = file
            .strip_prefix(CSV_HEADER)
            .unwrap_or_default()
            .split_inclusive("\r\n");
        rows.zip(people).filter(|(row, person)| *row == row_of(person)).count()
    }

    fn secrets(people: &[Person]) -> Needles {
        let mut needles = Needles::default();
        for person in people {
            needles.add(person.token.seed().unwrap().expose());
        }
        needles.add(PASSPHRASE.as_bytes());
        needles
    }

    fn check_log(desk: &Desk) {
        let rows = desk.station().log().rows();
        assert_eq!(rows.len(), ENROLMENTS, "nothing is left over");
        for (number, row) in (1..).zip(rows) {
            let operator = if number < OPERATOR_CHANGES_AT {
                FIRST_OPERATOR
            } else {
                SECOND_OPERATOR
            };
            assert_eq!(&*row.operator, operator, "enrolment {number}");
            let kind = match way(number) {
                Way::Drawn => Kind::Random,
                Way::Factory => Kind::Factory,
                Way::UserLock => Kind::Dictated,
            };
            assert_eq!(row.kind, kind, "enrolment {number}");
        }
    }

    fn report(rows: &[Row], people: &[Person], right: usize, export_keys: usize) -> String {
        let mut text = format!("\n  #  {:<28}  keys     ms  mishap\n", "UPN");
        for (number, (row, person)) in (1..).zip(rows.iter().zip(people)) {
            let Row { keys, ms, mishap } = row;
            let line = format!(
                "{number:>3}  {:<28}  {keys:>4}  {ms:>5}  {}",
                person.upn,
                mishap.unwrap_or("")
            );
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
        let keys = |wanted: fn(&Person) -> bool| {
            let rows = rows.iter().zip(people);
            let of = rows.filter(move |(row, person)| row.mishap.is_none() && wanted(person));
            of.map(|(row, _)| row.keys as u128).collect()
        };
        let times = rows.iter().map(|row| row.ms).collect();
        writeln!(text, "\nkeys without a mishap: {}", span(keys(|_| true))).unwrap();
        writeln!(text, "  the UPN scanned:     {}", span(keys(|person| !person.types))).unwrap();
        writeln!(text, "  the UPN typed:       {}", span(keys(|person| person.types))).unwrap();
        writeln!(text, "milliseconds:          {}", span(times)).unwrap();
        writeln!(text, "keys to export:        {export_keys}").unwrap();
        write!(text, "{right} of {} rows right", rows.len()).unwrap();
        text
    }

    fn span(mut numbers: Vec<u128>) -> String {
        numbers.sort_unstable();
        format!(
            "median {}, at most {}",
            numbers[numbers.len() / 2],
            numbers.last().unwrap()
        )
    }
}
