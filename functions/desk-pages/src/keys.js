(() => {
  'use strict';
  const rows = [...document.querySelectorAll('tbody tr a')];
  let at = -1, before = '';
  const move = (by) => {
    if (!rows.length) return;
    at = Math.min(rows.length - 1, Math.max(0, at + by));
    rows[at].focus();
  };
  // WCAG 2.1.4: shortcuts of one letter can be turned off.
  const name = 'honored-keys';
  const off = () => { try { return localStorage.getItem(name) === 'off'; } catch { return false; } };
  const button = document.querySelector('#keys-switch');
  const show = () => { button.textContent = off() ? button.dataset.on : button.dataset.off; button.hidden = false; };
  button?.addEventListener('click', () => {
    try { localStorage.setItem(name, off() ? 'on' : 'off'); } catch { /* the browser keeps nothing */ }
    show();
  });
  if (button) show();
  const pages = { r: '/desk', i: '/desk/inbox', e: '/desk/emails', p: '/desk/partners', n: '/desk/new' };
  document.addEventListener('keydown', (event) => {
    const into = event.target.closest('input, select, textarea');
    if (into || off() || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const page = before === 'g' ? pages[key] : undefined;
    before = key;
    if (page) location.assign(page);
    else if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === 'x') rows[at]?.closest('tr').querySelector('input')?.click();
    else if (key === '?') location.assign('/desk/me#keys');
    else if (key === 'a') document.querySelector('#actions ~ form button, #actions ~ details summary')?.focus();
    else return;
    event.preventDefault();
  });
})();
