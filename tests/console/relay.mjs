// A wire to a receiver that can be held: the receiver is not even called until the test lets go, and what it says then waits
// again from the sender's next words on. So the sender is kept in each phase of an exchange for as long as it is looked at,
// and no limit of the receiver's own runs meanwhile.
import {connect, createServer} from 'node:net';

export class Relay {
  /** @param {string} url of the receiver */
  static async before(url) {
    const relay = new Relay();
    const {hostname, port} = new URL(url);
    relay.sockets = new Set();
    relay.calls = [];
    relay.held = [];
    relay.holding = true;
    relay.free = false;
    relay.server = createServer((sender) => {
      const call = () => relay.join(sender, connect(Number(port), hostname));
      relay.keep(sender);
      if (relay.free) call(); else relay.calls.push(call);
    });
    await new Promise((done) => relay.server.listen(0, hostname, done));
    relay.url = url.replace(`:${port}`, `:${relay.server.address().port}`);
    return relay;
  }

  keep(socket) {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  join(sender, receiver) {
    this.keep(receiver);
    sender.on('close', () => receiver.end());
    receiver.on('close', () => sender.end());
    let greeted = false;  // the sender's first words waited for this very call
    sender.on('data', (bytes) => {
      if (greeted) this.holding = !this.free;
      greeted = true;
      receiver.write(bytes);
    });
    receiver.on('data', (bytes) => (this.holding ? this.held.push([sender, bytes]) : sender.write(bytes)));
  }

  /** What was said goes through, and what follows, until the sender speaks again. */
  letGo() {
    this.holding = false;
    for (const call of this.calls.splice(0)) call();
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
