// The local system as a process: started, asked for its letters, ended or killed.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.HONORED_LOCAL || fileURLToPath(new URL('../../target/debug/local', import.meta.url));
const PATIENCE = 15_000; // milliseconds until something that must happen has failed to

/** A folder for a system's data, and what removes it. */
export function dataFolder() {
  const path = mkdtempSync(join(tmpdir(), 'honored-browser-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A running system. */
export class System {
  /** Starts the system on this data, on free ports, with these settings (`NAME=VALUE`). */
  static async start(folder, settings = []) {
    const call = ['--port', '0', '--smtp-port', '0', '--data', folder.path, ...settings.flatMap((setting) => ['--set', setting])];
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

  /** Waits until the system has said where it is: its page, its inbox, its token. */
  async #announced() {
    const said = /^(?<url>http:\/\/127\.0\.0\.1:\d+)\n(?<smtp>smtp:\/\/127\.0\.0\.1:\d+)\ntoken (?<token>\S+)\n/;
    const found = await until(() => {
      if (this.child.pid === undefined || this.child.exitCode !== null) throw new Error(`the system ended instead of starting: ${this.complaints}`);
      return this.said.match(said);
    }, 'the system said where it is');
    Object.assign(this, found.groups);
  }

  /** Each letter sent so far, oldest first. */
  async letters() {
    const answer = await fetch(`${this.url}/outbox.json`);
    return answer.json();
  }

  /** The first letter to this address that says this, as soon as it was sent. */
  letterTo(address, saying = '') {
    const found = async () => (await this.letters()).find((letter) => letter.to === address && letter.text.includes(saying));
    return until(found, `a letter to ${address} was sent`);
  }

  /** Ends it as Ctrl-C does; answers how it ended, and after how many milliseconds. */
  async end() {
    const since = performance.now();
    this.child.kill('SIGINT');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    const how = await this.ended;
    clearTimeout(patience);
    return { ...how, after: performance.now() - since };
  }

  /** Kills it in the middle of whatever it does. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Asks again until the answer is there. */
async function until(ask, what) {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${PATIENCE / 1000} s in vain until ${what}`);
}
