// Chromium as a person's browser: without JavaScript unless it is asked for, on a network with nothing but the system,
// and with an ear for everything that it complains about.

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

/** A browser, and what it complained about. */
export class Browser {
  /** Opens a browser; `keepsPages` lets it go back to a page as it was left, as browsers of today do. */
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

  /** A page for one person, who has no cookies and no history. `inspected` pages run JavaScript of ours, past their policy;
   *  with a `signal` it says in each request that its person opts out. */
  async page({ width = 1280, height = 800, scale = 1, inspected = false, signal = false } = {}) {
    const context = await this.chrome.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      javaScriptEnabled: inspected,
      bypassCSP: inspected,
      reducedMotion: 'reduce',
      locale: 'en-US',
      extraHTTPHeaders: signal ? { 'Sec-GPC': '1' } : {},
    });
    context.setDefaultTimeout(10_000);
    this.#listen(context);
    return context.newPage();
  }

  /** Notes what a page must never do: complain, run into its policy, ask for a second thing, or open a dialogue. */
  #listen(context) {
    const note = (what) => this.complaints.push(what);
    context.on('console', (message) => {
      // Chromium counts the answer to a wrong form, an unknown page or a press too late as something that failed to load.
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

/** What sticks out of the page at its right side, so that it has to be scrolled sideways: nothing, if all is well. */
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
