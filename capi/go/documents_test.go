package cohook_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cohook"
)

// The examples and the README run, against each other and against the real executable.

func build(t *testing.T, folder, as string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), as)
	command := exec.Command("go", "build", "-o", program)
	command.Dir = folder
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return program
}

// start runs a program until the test ends; its lines can be read.
func start(t *testing.T, command *exec.Cmd) *bufio.Reader {
	t.Helper()
	command.Env = append(os.Environ(), append(command.Env, "SIGNING_KEY="+key)...)
	out, err := command.StdoutPipe()
	must(t, err)
	must(t, command.Start())
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	return bufio.NewReader(out)
}

func line(t *testing.T, from *bufio.Reader) string {
	t.Helper()
	read := make(chan string, 1)
	go func() { text, _ := from.ReadString('\n'); read <- strings.TrimSpace(text) }()
	return take(t, read)
}

func runSender(t *testing.T, url string) {
	t.Helper()
	sender := exec.Command(build(t, "./examples/sender", "sender"), url, `[{"id":12}]`)
	sender.Env = append(os.Environ(), "SIGNING_KEY="+key, "DEVELOPMENT=1", "STORE=sqlite:"+t.TempDir()+"/s.db")
	if said, err := sender.CombinedOutput(); err != nil || !bytes.Contains(said, []byte("Acknowledged")) {
		t.Fatalf("%v: %s", err, said)
	}
}

func executable(t *testing.T) string {
	path := os.Getenv("TESTED_COHOOK")
	if path == "" {
		t.Skip("TESTED_COHOOK does not name the executable")
	}
	return path
}

func keyFile(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(path, []byte(key), 0o600))
	return path
}

func TestTheExampleSenderDeliversToTheExampleReceiver(t *testing.T) {
	said := start(t, exec.Command(build(t, "./examples/receiver", "receiver"), "127.0.0.1:0"))
	url := strings.Fields(line(t, said))[2]
	runSender(t, url)
	if got := line(t, said); !strings.Contains(got, base64.StdEncoding.EncodeToString([]byte(`[{"id":12}]`))) {
		t.Error(got)
	}
}

func TestTheExampleReceiverVerifiesWhatTheExecutableSends(t *testing.T) {
	command := executable(t)
	said := start(t, exec.Command(build(t, "./examples/receiver", "receiver"), "127.0.0.1:0"))
	url := strings.Fields(line(t, said))[2]
	send := exec.Command(command, "send", "--key-file", keyFile(t), "--data", `[{"id":13}]`, "--allow-http",
		"--allow-address", "127.0.0.0/8", url)
	if told, err := send.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	if got := line(t, said); !strings.Contains(got, "subscription") {
		t.Error(got)
	}
}

func TestTheExecutableVerifiesWhatTheExampleSenderSends(t *testing.T) {
	listen := exec.Command(executable(t), "listen", "--http", "--listen", "127.0.0.1:0", "--count", "1", "--key-file", keyFile(t))
	told, err := listen.StderrPipe()
	must(t, err)
	must(t, listen.Start())
	t.Cleanup(func() { _ = listen.Process.Kill() })
	lines, url := bufio.NewReader(told), ""
	for url == "" {
		url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(line(t, lines))
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	runSender(t, url+"/hook")
	must(t, listen.Wait())
}

// snippets makes a program of those of the README.
func snippets(t *testing.T) string {
	readme, err := os.ReadFile("README.md")
	must(t, err)
	found := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(found) != 2 {
		t.Fatalf("%d snippets", len(found))
	}
	if code := strings.TrimSpace(string(found[0][1])); len(strings.Split(code, "\n")) > 11 { // ten, and an empty one
		t.Error("the README does not start with ten lines")
	}
	here := `cohook.EngineOptions{AllowHTTP: true, AllowAddresses: []string{"127.0.0.0/8"}}`
	code := strings.Replace(string(found[0][1])+string(found[1][1]), "cohook.EngineOptions{}", here, 1)
	code = "package main\n\nimport (\n\t\"cohook\"\n\t\"context\"\n\t\"io\"\n\t\"log\"\n\t\"net/http\"\n\t\"os\"\n)\n\n" + code +
		"\nfunc main() {\n\tif os.Getenv(\"LISTEN\") != \"\" {\n\t\tlog.Fatal(serve())\n\t}\n" +
		"\tif err := send(context.Background()); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n"
	module, err := os.Getwd()
	must(t, err)
	folder := t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "main.go"), []byte(code), 0o600))
	must(t, os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module readme\n\ngo 1.19\n\nrequire cohook v0.1.0\n\n"+
		"replace cohook => "+module+"\n"), 0o600))
	return build(t, folder, "readme")
}

func TestTheSnippetsOfTheReadmeRun(t *testing.T) {
	program := snippets(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0") // a free port
	must(t, err)
	address := listener.Addr().String()
	must(t, listener.Close())
	receive := exec.Command(program)
	receive.Env = []string{"LISTEN=" + address}
	said := start(t, receive)
	for {
		if connection, err := net.Dial("tcp", address); err == nil {
			must(t, connection.Close())
			break
		}
	}
	headers := signedNow(t)
	request, err := http.NewRequest("POST", "http://"+address+"/", strings.NewReader("verified\n"))
	must(t, err)
	for _, one := range headers {
		request.Header.Add(one.Name, one.Value)
	}
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	must(t, answer.Body.Close())
	if got := line(t, said); answer.StatusCode != 200 || got != "verified" {
		t.Errorf("%s: %q", answer.Status, got)
	}
	to := newReceiver(t, key)
	send := exec.Command(program)
	send.Dir = t.TempDir()
	send.Env = append(os.Environ(), "URL="+to.url, "SIGNING_KEY="+key)
	if told, err := send.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	engine, err := cohook.Open("sqlite:"+send.Dir+"/webhooks.db", here(cohook.EngineOptions{}))
	must(t, err)
	defer engine.Close()
	take(t, to.got)
}

func signedNow(t *testing.T) []cohook.Header {
	signer, err := cohook.NewSigner("standard-webhooks", []cohook.Secret{cohook.EndpointSecret(key)}, cohook.SignerOptions{})
	must(t, err)
	defer signer.Close()
	made, err := signer.Sign(&cohook.Unsigned{ID: fmt.Sprint("msg_", os.Getpid()), Body: []byte("verified\n")})
	must(t, err)
	return made
}
