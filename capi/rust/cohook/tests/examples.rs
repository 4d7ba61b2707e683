//! The examples against each other, and against the real program where it is given (COHOOK_BINARY).

mod support;

use std::io::{BufRead, BufReader, Lines, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use support::{Scratch, KEY};

/// A program of this test, which ends with it at the latest.
struct Program {
    child: Child,
    said: Lines<BufReader<Box<dyn Read>>>,
}

impl Program {
    fn start(command: &mut Command) -> Program {
        let command = command.env("COHOOK_SIGNING_KEY", KEY).stdout(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|why| panic!("{command:?}: {why}"));
        let output: Box<dyn Read> = Box::new(child.stdout.take().unwrap());
        Program { child, said: BufReader::new(output).lines() }
    }

    /// The rest of the next line that starts so.
    fn line(&mut self, start: &str) -> String {
        rest_of_line(&mut self.said, start)
    }
}

fn rest_of_line(lines: &mut Lines<BufReader<Box<dyn Read>>>, start: &str) -> String {
    let rest = |line: String| line.strip_prefix(start).map(str::to_owned);
    let found = lines.map_while(Result::ok).find_map(rest);
    found.unwrap_or_else(|| panic!("the program has ended without saying `{start}…`"))
}

impl Drop for Program {
    fn drop(&mut self) {
        let _it_has_ended = self.child.kill();
        let _so_be_it = self.child.wait();
    }
}

/// Where cargo puts examples: beside the folder of this program.
fn example(name: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    Command::new(path.join("examples").join(name))
}

/// The real program, if the tests were told where it is. It takes every COHOOK_… in the environment for a setting of its
/// own, so those that say how to build and test this crate are kept from it.
fn cohook() -> Option<Command> {
    let path = std::env::var_os("COHOOK_BINARY");
    if path.is_none() {
        println!("skipped: COHOOK_BINARY does not say where the program cohook is");
    }
    let mut command = Command::new(path?);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COHOOK_")) {
        command.env_remove(name);
    }
    Some(command)
}

#[test]
fn the_sender_delivers_to_the_receiver() {
    let scratch = Scratch::new();
    let mut receiver = Program::start(example("receiver").arg("127.0.0.1:0"));
    let url = receiver.line("listening on ");
    let mut sender = Program::start(example("sender").args([url, scratch.store()]));
    let mut ids: Vec<String> = (0..3).map(|_| sender.line("accepted message ")).collect();
    assert!(sender.child.wait().unwrap().success());
    let mut came: Vec<String> = (0..3).map(|_| receiver.line("received ")).collect();
    came.iter_mut().for_each(|line| *line = line.split(':').next().unwrap().to_owned());
    ids.sort();
    came.sort();
    assert_eq!(came, ids);
}

#[test]
fn the_sender_delivers_to_the_real_receiver() {
    if let Some(mut listen) = cohook() {
        let arguments = ["listen", "--http", "--listen", "127.0.0.1:0", "--json", "--count", "3"];
        let mut listen = Program::start(listen.args(arguments).stderr(Stdio::piped()));
        let remarks: Box<dyn Read> = Box::new(listen.child.stderr.take().unwrap());
        let url = rest_of_line(&mut BufReader::new(remarks).lines(), "listening on ");
        let mut sender = Program::start(example("sender").arg(url));
        assert!(sender.child.wait().unwrap().success());
        for _ in 0..3 {
            let received = listen.line("");
            let verified = cohook::json::Value::parse(&received).unwrap();
            assert_eq!((verified["envelope"].as_str(), verified["headers"].as_str()), (Some("ok"), Some("ok")));
        }
    }
}

#[test]
fn the_receiver_takes_what_the_real_program_sends_and_refuses_a_wrong_key() {
    if cohook().is_some() {
        let mut receiver = Program::start(example("receiver").arg("127.0.0.1:0"));
        let url = receiver.line("listening on ");
        let send = |key: &str| {
            let mut send = cohook().unwrap();
            send.args([
                "send",
                &url,
                "--data",
                r#"[{"personID":7}]"#,
                "--allow-http",
                "--allow-address",
                "127.0.0.0/8",
            ]);
            send.env("COHOOK_SIGNING_KEY", key).output().unwrap().status.success()
        };
        assert!(send(KEY));
        receiver.line("received ");
        assert!(!send("another key"));
        assert_eq!(receiver.line("refused: "), "signature-mismatch");
    }
}
