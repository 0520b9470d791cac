// The local runner as a process.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.HONORED_LOCAL || fileURLToPath(new URL('../../target/debug/local', import.meta.url));
const PATIENCE = 15_000; // milliseconds until something that must happen has failed to

/** Creates a folder for a system's data. */
export function dataFolder() {
  const path = mkdtempSync(join(tmpdir(), 'honored-browser-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A running system. */
export class System {
  /** Starts the runner with this data folder, free ports, settings (`NAME=VALUE`) and other options. */
  static async start(folder, settings = [], options = []) {
    const set = ['RESPONSE_MILLISECONDS=0', ...settings].flatMap((setting) => ['--set', setting]);
    const call = ['--port', '0', '--smtp-port', '0', '--data', folder.path, ...set, ...options];
    const child = spawn(BINARY, call, { stdio: ['ignore', 'pipe', 'pipe'] });
    const system = new System(child);
    await system.#announced();
    return system;
  }

  constructor(child) {
    this.said = '';
    this.complaints = '';
    this.child = child;
    this.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
    child.once('error', (error) => (this.complaints += error.message));
    child.stdout.on('data', (bytes) => (this.said += bytes));
    child.stderr.on('data', (bytes) => (this.complaints += bytes));
    process.once('exit', () => child.kill('SIGKILL'));
  }

  /** Waits until the runner has printed its addresses and its token. */
  async #announced() {
    const said = /^(?<url>http:\/\/127\.0\.0\.1:\d+)\n(?<smtp>smtp:\/\/127\.0\.0\.1:\d+)\ntoken (?<token>\S+)\n/m;
    const found = await until(() => {
      if (this.child.pid === undefined || this.child.exitCode !== null) throw new Error(`the system ended instead of starting: ${this.complaints}`);
      return this.said.match(said);
    }, 'the system said where it is');
    Object.assign(this, found.groups);
  }

  /** Returns the sent emails, oldest first. */
  async emails() {
    const answer = await fetch(`${this.url}/outbox.json`);
    return answer.json();
  }

  /** Waits for the first email to an address that contains a text. */
  emailTo(address, saying = '') {
    const found = async () => (await this.emails()).find((email) => email.to === address && email.text.includes(saying));
    return until(found, `an email to ${address} was sent`);
  }

  /** Sends a request as a program does. Returns the reference. */
  async ask(fields) {
    const answer = await fetch(`${this.url}/requests`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) });
    return (await answer.json()).reference;
  }

  /** Calls the staff API with the token. */
  async desk(path, { method = 'POST', type = 'application/json', body } = {}) {
    const headers = { authorization: `Bearer ${this.token}`, ...(body && { 'content-type': type }) };
    const answer = await fetch(`${this.url}/api/desk${path}`, { method: body ? method : 'GET', headers, body: typeof body === 'object' ? JSON.stringify(body) : body });
    const said = await answer.json();
    if (!answer.ok) throw new Error(`the desk refused ${path}: ${JSON.stringify(said)}`);
    return said;
  }

  /** Posts actions on the request of a reference, in order. */
  async take(reference, ...steps) {
    for (const step of steps) await this.desk(`/requests/${reference}/actions`, { body: step });
  }

  /** Sends an email to the privacy inbox. */
  async write(from, text) {
    const { hostname, port } = new URL(this.smtp);
    const connection = connect(Number(port), hostname);
    const replies = createInterface({ input: connection })[Symbol.asyncIterator]();
    const reply = async () => {
      for (;;) {
        const { value, done } = await replies.next();
        assert.ok(!done && /^[23]/.test(value), `the inbox said ${value}`);
        if (value[3] !== '-') return;
      }
    };
    const message = [`From: ${from}`, 'To: privacy@example.com', 'Subject: My data', `Message-ID: <${from}>`, '', text, '.'];
    await reply();
    for (const line of ['EHLO browser', `MAIL FROM:<${from}>`, 'RCPT TO:<privacy@example.com>', 'DATA', message.join('\r\n'), 'QUIT']) {
      connection.write(`${line}\r\n`);
      await reply();
    }
    connection.end();
  }

  /** Stops the runner as Ctrl-C does. Returns its exit code and the time in milliseconds. */
  async end() {
    const since = performance.now();
    this.child.kill('SIGINT');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    const how = await this.ended;
    clearTimeout(patience);
    return { ...how, after: performance.now() - since };
  }

  /** Kills the runner. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Repeats a check until it returns a value. */
export async function until(ask, what) {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${PATIENCE / 1000} s in vain until ${what}`);
}
