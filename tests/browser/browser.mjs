// Chromium as a person uses it: without JavaScript by default, with a network that reaches only the system. It records every
// console message and error.

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.HONORED_CHROMIUM || '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** A browser and its errors. */
export class Browser {
  /** Starts a browser. `keepsPages` turns the back-forward cache on. */
  static async open({ keepsPages = false } = {}) {
    const chrome = await chromium.launch({
      executablePath: EXECUTABLE,
      args: ARGUMENTS,
      ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    });
    return new Browser(chrome);
  }

  constructor(chrome) {
    this.chrome = chrome;
    this.complaints = [];
  }

  /** Opens a page in a new profile. `inspected` pages run the test's JavaScript despite their CSP;
   *  `scripted` pages run their own script;
   *  with `signal`, every request has `Sec-GPC: 1`; `locale` is the language that the browser prefers. */
  async page({ width = 1280, height = 800, scale = 1, inspected = false, scripted = inspected, signal = false, locale = 'en-US' } = {}) {
    const context = await this.chrome.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      javaScriptEnabled: scripted,
      bypassCSP: inspected,
      reducedMotion: 'reduce',
      locale,
      extraHTTPHeaders: signal ? { 'Sec-GPC': '1' } : {},
    });
    context.setDefaultTimeout(10_000);
    this.#listen(context);
    return context.newPage();
  }

  /** Records what a page must never do: log an error, violate its CSP, load a second resource, or open a dialog. */
  #listen(context) {
    const note = (what) => this.complaints.push(what);
    context.on('console', (message) => {
      // Chromium reports the responses 404, 409 and 422 as resources that failed to load.
      const answered = /^Failed to load resource: the server responded with a status of (404|409|422) /;
      if (!answered.test(message.text())) note(`${message.type()}: ${message.text()}`);
    });
    context.on('weberror', (error) => note(`error: ${error.error()}`));
    context.on('dialog', (dialog) => {
      note(`dialogue: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    context.on('request', (request) => {
      const ownImage = new URL(request.url()).pathname === '/signals/seen'; // with which a choice comes back
      if (!request.isNavigationRequest() && !ownImage) note(`loaded: ${request.url()}`);
    });
  }

  close() {
    return this.chrome.close();
  }
}

/** Returns the elements that make the page scroll sideways. */
export function sticksOut(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('main *, header *, footer *')]
      .filter((element) => !element.closest('.extra, .unseen'))
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => element.outerHTML.slice(0, 120));
    return document.documentElement.scrollWidth > width ? [`${document.documentElement.scrollWidth} > ${width}`, ...out] : out;
  });
}
