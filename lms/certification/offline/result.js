// The verdict and the facts, as the page of the network says them; then the name.
import {element, icon} from './elements.js';

const LOOKS = {valid: 'done', revoked: 'stop', unsigned: 'stop', distrusted: 'stop'};
const LANGUAGES = ['ar', 'ckb', 'en'];

// {verdict, square, facts}; say: a sentence; language: the chosen one.
export function resultPart(result, known, say, language) {
  const {verdict, square, facts} = result;
  const date = facts && facts.lastDay !== null ? dayOf(facts.lastDay, known, language) : '';
  return [
    banner(verdict, known, say, language),
    facts?.isSpecimen && element('p', {class: 'verdict-also part'},
      ...LANGUAGES.flatMap(code => [spoken('specimen', code, known), ' '])),
    facts?.isSpecimen && element('p', {}, say('certifies_nothing')),
    element('p', {class: 'head-lede'}, say(`${verdict}_lede`, {date})),
    isElsewhere(square, known) && warning(say('elsewhere')),
    facts && factLines(result, known, say, language, date),
    ['revoked', 'suspended'].includes(verdict) && holderPart(say),
  ];
}

function banner(verdict, known, say, language) {
  const look = LOOKS[verdict] || 'waiting';
  const others = LANGUAGES.filter(code => code !== language);
  return element('div', {class: 'verdict', 'data-state': look},
    icon(look === 'waiting' ? 'alert' : look),
    element('div', {},
      element('h1', {id: 'verdict', tabindex: '-1'}, say(verdict)),
      element('p', {class: 'verdict-also'},
        ...others.flatMap(code => [spoken(verdict, code, known), ' ']))));
}

function spoken(name, code, known) {
  const direction = code === 'en' ? 'ltr' : 'rtl';
  return element('span', {lang: code, dir: direction}, known.words[name][code]);
}

// Whether the square leads to another address than the issuer's: its page might say anything.
function isElsewhere(square, known) {
  return Boolean(square?.address) && square.address !== `${known.address}/verify`;
}

function warning(words) {
  return element('p', {class: 'list-day', 'data-state': 'waiting'}, element('strong', {}, words));
}

function factLines({square, facts}, known, say, language, until) {
  return element('dl', {class: 'facts facts--lines part'},
    line(say('code'), code(square.code.match(/.{1,4}/g).join('-'))),
    line(say(facts.isPathway ? 'pathway' : 'course'), titleOf(facts, known, language)
      || say('untitled', {code: facts.type})),
    line(say('version'), code(facts.version)),
    line(say('hours'), String(facts.hours)),
    line(say('month'), monthOf(facts.issuedMonth, known, language)),
    line(say('valid_until'), until || say('no_end')),
    line(say('issuer'), known.issuer[language]));
}

function line(title, value) {
  return element('div', {}, element('dt', {}, title), element('dd', {}, value));
}

function code(text) {
  return element('bdi', {class: 'code', dir: 'ltr'}, text);
}

// The title of that version; of a version that is unknown here, the newest known one.
function titleOf(facts, known, language) {
  const type = known.types.find(
    each => each.type === facts.type && each.isPathway === facts.isPathway,
  );
  return type && (type.earlier[facts.version] || type.title)[language];
}

export function dayOf(days, known, language) {
  const day = new Date(Date.UTC(2000, 0, 1 + days));
  return known.days[language][day.getUTCMonth()]
    .replace('{day}', day.getUTCDate()).replace('{year}', day.getUTCFullYear());
}

function monthOf(months, known, language) {
  return known.months[language][months % 12].replace('{year}', 2000 + Math.floor(months / 12));
}

function holderPart(say) {
  return element('section', {class: 'part', 'aria-labelledby': 'holder'},
    element('h2', {id: 'holder'}, say('holder')), element('p', {}, say('review')));
}

const ANSWERS = {match: 'done', no_match: 'again', comparing: 'waiting'};

// The question for the name, and its answer.
export function answerPart(state, say, compare) {
  const {answer, name} = state;
  return element('section', {class: 'part no-print', 'aria-labelledby': 'match'},
    element('h2', {id: 'match'}, say('match')),
    answer && element('p', {role: 'status', id: 'answer', tabindex: '-1'},
      element('span', {class: 'state', 'data-state': ANSWERS[answer]},
        icon(ANSWERS[answer]), element('span', {}, say(`name_${answer}`)))),
    element('form', {onsubmit: event => {
      event.preventDefault();
      if (answer !== 'comparing') compare(event.target.elements.name.value);
    }},
    element('div', {class: 'field'},
      element('label', {for: 'name'}, say('name')),
      element('p', {class: 'field-hint', id: 'name-hint'}, say('name_hint')),
      element('input', {
        class: 'input', id: 'name', name: 'name', type: 'text', dir: 'auto', required: '',
        maxlength: '200', autocomplete: 'off', 'aria-describedby': 'name-hint', value: name,
      })),
    element('div', {class: 'actions'},
      element('button', {class: 'button', type: 'submit'}, say('compare')))));
}
