package cohook_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"cohook"
)

// The test program is its own host to be killed: with these in its environment it sends until it is.
const hostStore, hostURL, hostFirst = "COHOOK_TEST_STORE", "COHOOK_TEST_URL", "COHOOK_TEST_FIRST"

func TestMain(m *testing.M) {
	if os.Getenv(hostStore) != "" {
		sendUntilKilled()
	}
	os.Exit(m.Run())
}

func sendUntilKilled() {
	engine, err := cohook.Open(os.Getenv(hostStore), here(cohook.EngineOptions{}))
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	settings := cohook.EndpointSettings{URL: os.Getenv(hostURL), SigningKey: key, Format: "standard"}
	if _, err := engine.PutEndpoint(ctx, "orders", settings); err != nil {
		panic(err)
	}
	first, _ := strconv.Atoi(os.Getenv(hostFirst))
	fmt.Println("open")
	for n := first; ; n++ {
		if _, err := engine.Send(ctx, order(fmt.Sprintf(`{"n":%d}`, n))); err != nil {
			panic(err)
		}
		fmt.Println(n)
	}
}

// runAndKill kills the host when it has acknowledged `after` messages or a little later; gives all that it acknowledged.
func runAndKill(t *testing.T, store, url string, first, after int) []int {
	host := exec.Command(os.Args[0])
	host.Env = append(os.Environ(), hostStore+"="+store, hostURL+"="+url, hostFirst+"="+strconv.Itoa(first))
	host.Stderr = os.Stderr
	out, err := host.StdoutPipe()
	must(t, err)
	must(t, host.Start())
	said := bufio.NewReader(out)
	var acknowledged []int
	for {
		line, err := said.ReadString('\n')
		if err != nil {
			break // a line that was cut is none
		}
		if n, err := strconv.Atoi(strings.TrimSpace(line)); err == nil {
			acknowledged = append(acknowledged, n)
		}
		if len(acknowledged) == after {
			must(t, host.Process.Kill())
		}
	}
	_ = host.Wait() // killed, as it was meant
	return acknowledged
}

func TestNothingThatWasAcknowledgedIsLostWhenTheHostIsKilled(t *testing.T) {
	cycles := 8
	if asked, err := strconv.Atoi(os.Getenv("CRASH_CYCLES")); err == nil {
		cycles = asked
	}
	to := newReceiver(t, key)
	store := "sqlite:" + t.TempDir() + "/hooks.db"
	chance := rand.New(rand.NewSource(time.Now().UnixNano()))
	missing := map[int]bool{}
	for cycle := 0; cycle < cycles; cycle++ {
		for _, n := range runAndKill(t, store, to.url, cycle*1_000_000, 1+chance.Intn(60)) {
			missing[n] = true
		}
	}
	t.Logf("%d messages were acknowledged in %d cycles", len(missing), cycles)
	engine, err := cohook.Open(store, here(cohook.EngineOptions{}))
	must(t, err)
	defer engine.Close()
	for len(missing) > 0 {
		var got number
		to.next(t, &got)
		delete(missing, got.N)
	}
}
