// A wire to a receiver that can be held: what the receiver says waits there until the test lets it go, and from the
// sender's next words on it waits again. So the sender is kept in each phase of an exchange for as long as it is looked at.
import {connect, createServer} from 'node:net';

export class Relay {
  /** @param {string} url of the receiver */
  static async before(url) {
    const relay = new Relay();
    const {hostname, port} = new URL(url);
    relay.sockets = new Set();
    relay.held = [];
    relay.holding = true;
    relay.free = false;
    relay.server = createServer((sender) => relay.join(sender, connect(Number(port), hostname)));
    await new Promise((done) => relay.server.listen(0, hostname, done));
    relay.url = url.replace(`:${port}`, `:${relay.server.address().port}`);
    return relay;
  }

  join(sender, receiver) {
    for (const [one, other] of [[sender, receiver], [receiver, sender]]) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => { this.sockets.delete(one); other.end(); });
    }
    sender.on('data', (bytes) => {
      this.holding = !this.free;
      receiver.write(bytes);
    });
    receiver.on('data', (bytes) => (this.holding ? this.held.push([sender, bytes]) : sender.write(bytes)));
  }

  /** What was said goes through, and what follows, until the sender speaks. */
  letGo() {
    this.holding = false;
    for (const [sender, bytes] of this.held.splice(0)) sender.write(bytes);
  }

  /** Nothing waits any more. */
  letAllGo() {
    this.free = true;
    this.letGo();
  }

  async close() {
    for (const one of this.sockets) one.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
