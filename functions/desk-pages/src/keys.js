(() => {
  'use strict';
  const rows = [...document.querySelectorAll('tbody tr a')];
  let at = -1, before = '';
  const move = (by) => {
    if (!rows.length) return;
    at = Math.min(rows.length - 1, Math.max(0, at + by));
    rows[at].focus();
  };
  const pages = { r: '/desk', i: '/desk/inbox', e: '/desk/emails', p: '/desk/partners', n: '/desk/new' };
  document.addEventListener('keydown', (event) => {
    const into = event.target.closest('input, select, textarea');
    if (into || event.ctrlKey || event.metaKey || event.altKey) return;
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
