// The page: one state, drawn anew whenever it changes, in the language that was chosen.
import {reads, stopReading, readPicture, startReading} from './camera.js';
import {element, icon} from './elements.js';
import {answerPart, dayOf, resultPart} from './result.js';
import {checked, isPrinted} from './verdict.js';

const DAY = 24 * 3600 * 1000;
const FIRST_DAY = Date.UTC(2000, 0, 1);
const BAGHDAD = 3 * 3600 * 1000; // no summer time since 2008
const OLD_DAYS = 30;

const known = JSON.parse(document.getElementById('known').textContent);
const root = document.getElementById('page');
const state = {
  language: 'ar', draft: '', name: '', result: null, answer: '', trouble: '', isOpen: false,
};

// The day in Baghdad, as days since January 2000; a clock that is behind the file stands still.
const clockDay = () => Math.floor((Date.now() + BAGHDAD - FIRST_DAY) / DAY);
const today = () => Math.max(clockDay(), known.taken);

// A sentence in the chosen language, its holes filled.
function say(name, holes = {}) {
  const text = known.words[name][state.language];
  return text.replace(/%\((\w+)\)s/g, (_, hole) => holes[hole]);
}

function change(changes, focus) {
  state.draft = document.getElementById('square')?.value || ''; // what is typed stays
  state.name = document.getElementById('name')?.value || '';
  Object.assign(state, changes);
  draw();
  if (focus) document.getElementById(focus)?.focus();
}

async function check(text) {
  stopReading();
  const result = await checked(text, known, today());
  change({draft: '', name: '', result, answer: '', trouble: '', isOpen: false}, 'verdict');
  scrollTo(0, 0);
}

async function compare(name) {
  const {square, facts} = state.result;
  change({answer: 'comparing'}, 'name');
  await new Promise(resolve => setTimeout(resolve, 50)); // so that the page can say so
  const isMatch = await isPrinted(name, square.code, facts, known);
  if (state.result?.facts === facts) change({answer: isMatch ? 'match' : 'no_match'}, 'answer');
}

async function scan() {
  change({isOpen: true, trouble: ''});
  try {
    await startReading(document.querySelector('video'), check);
  } catch {
    stopReading();
    change({isOpen: false, trouble: say('no_camera')}, 'trouble');
  }
}

async function look(file) {
  const text = await readPicture(file);
  if (text) await check(text);
  else change({trouble: say('no_square')}, 'trouble');
}

function stopScanning() {
  stopReading();
  change({isOpen: false}, 'square');
}

function draw() {
  const direction = state.language === 'en' ? 'ltr' : 'rtl';
  Object.assign(document.documentElement, {lang: state.language, dir: direction});
  document.title = `${state.result ? say(state.result.verdict) : say('title')} · ${say('brand')}`;
  root.replaceChildren(
    element('a', {class: 'skip', href: '#main'}, say('skip')),
    element('header', {class: 'top'},
      known.isDemonstration && element('p', {class: 'demo-banner'}, say('demonstration')),
      element('div', {class: 'top-in'},
        element('span', {class: 'brand'}, icon('book'), say('brand')), languages())),
    element('main', {class: 'page', id: 'main', tabindex: '-1'}, ...mainParts()),
    element('footer', {class: 'foot'},
      element('div', {class: 'foot-in'}, element('span', {}, say('brand')))),
  );
}

function languages() {
  const names = known.languages;
  return element('details', {class: 'lang'},
    element('summary', {}, icon('globe'), element('span', {class: 'sr'}, `${say('language')} `),
      element('span', {}, names[state.language])),
    element('ul', {}, ...Object.entries(names).map(([code, name]) => element('li', {},
      element('button', {
        type: 'button', lang: code, 'aria-current': code === state.language && 'true',
        onclick: () => {
          stopReading();
          change({language: code, isOpen: false});
        },
      }, name)))));
}

function mainParts() {
  if (!state.result) return [head(), listDay(), input(), about()];
  const {result} = state;
  return [
    ...resultPart(result, known, say, state.language), listDay(),
    result.facts && answerPart(state, say, compare), input(), about(),
  ];
}

function head() {
  return element('div', {class: 'head'},
    element('h1', {}, say('title')), element('p', {class: 'head-lede'}, say('lede')));
}

// How far this file can know, in amber once it is old.
function listDay() {
  const day = dayWords(known.taken);
  const isOld = today() - known.taken > OLD_DAYS;
  return element('div', {class: 'list-day', 'data-state': isOld ? 'waiting' : 'now'},
    element('p', {}, say('until', {date: day})),
    isOld && element('p', {}, element('strong', {}, say('old'))),
    clockDay() < known.taken && element('p', {}, element('strong', {}, say('clock'))));
}

function dayWords(days) {
  return dayOf(days, known, state.language);
}

function input() {
  const form = element('form', {novalidate: '', onsubmit: event => {
    event.preventDefault();
    check(event.target.elements.square.value);
  }},
  element('div', {class: 'field'},
    element('label', {for: 'square'}, say('square')),
    element('p', {class: 'field-hint', id: 'square-hint'}, say('square_hint')),
    element('textarea', {
      class: 'input input-code', id: 'square', name: 'square', rows: '3', autocomplete: 'off',
      autocapitalize: 'off', spellcheck: 'false', 'aria-describedby': 'square-hint',
    }, state.draft)),
  element('div', {class: 'actions'},
    element('button', {class: 'button', type: 'submit'}, say('check'))));
  return element('section', {class: 'part no-print', 'aria-labelledby': 'paper'},
    element('h2', {id: 'paper'}, say(state.result ? 'another' : 'paper')),
    state.trouble && element('p', {role: 'status', id: 'trouble', tabindex: '-1'},
      element('span', {class: 'state', 'data-state': 'again'}, icon('again'),
        element('span', {}, state.trouble))),
    reads() && eyes(), form);
}

// The camera, and a picture's file: only where the browser reads squares.
function eyes() {
  return element('div', {class: 'stack'},
    state.isOpen && element('video', {class: 'camera', muted: '', playsinline: ''}),
    element('div', {class: 'actions'},
      navigator.mediaDevices && element('button', {
        class: 'button button--quiet', type: 'button', onclick: state.isOpen ? stopScanning : scan,
      }, say(state.isOpen ? 'stop' : 'scan')),
      element('label', {class: 'button button--quiet file'}, say('picture'),
        element('input', {
          type: 'file', accept: 'image/*', id: 'picture',
          onchange: event => event.target.files[0] && look(event.target.files[0]),
        }))));
}

function about() {
  const newer = `${known.address}/verify/offline.html`;
  return element('section', {class: 'part', 'aria-labelledby': 'about'},
    element('h2', {id: 'about'}, say('about')),
    element('dl', {class: 'facts facts--lines'},
      line(say('issuer'), known.issuer[state.language]),
      line(say('taken'), dayWords(known.taken)),
      line(say('newer_file'), element('a', {href: newer},
        element('bdi', {class: 'code', dir: 'ltr'}, newer)))),
    element('h3', {class: 'part'}, say('keys')),
    element('ul', {class: 'rows'}, ...known.keys.map(key => element('li', {class: 'row'},
      element('p', {class: 'row-title'}, say('key', {number: key.number})), keyState(key)))));
}

function line(title, value) {
  return element('div', {}, element('dt', {}, title), element('dd', {}, value));
}

function keyState(key) {
  const [mark, words, day] = key.compromised ? ['stop', 'key_distrusted', key.compromised]
    : key.retired ? ['done', 'key_retired', key.retired] : ['now', 'key_in_use', key.since];
  return element('span', {class: 'state', 'data-state': mark},
    icon(mark), element('span', {}, say(words, {date: dayWords(day)})));
}

document.addEventListener('click', event => {
  for (const list of document.querySelectorAll('.lang[open]')) {
    if (!list.contains(event.target)) list.open = false;
  }
});
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const list of document.querySelectorAll('.lang[open]')) list.open = false;
});

draw();
