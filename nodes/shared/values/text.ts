/*
 * Text that people cannot tell apart, by Unicode's own properties and normal forms. The forms are only compared: what is
 * stored and sent stays as it was typed.
 */

/** What Unicode says is not shown: zero-width and direction marks, soft hyphens, variation selectors, fillers. */
const NOT_SHOWN = /\p{Default_Ignorable_Code_Point}/gu;

/** The same, but for a joiner and the letters of a flag: between emoji they make another picture. */
const NEVER_SHOWN = /(?![\u200D\u{E0020}-\u{E007F}])\p{Default_Ignorable_Code_Point}/gu;

const JOINERS = /(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?)(\u200D)\u200D*(?=\p{Extended_Pictographic})|\u200D+/gu;

const FLAG_LETTERS = /(?<=\p{Extended_Pictographic})([\u{E0020}-\u{E007F}]+)|[\u{E0020}-\u{E007F}]+/gu;

/**
 * Text whose compatibility form looks the same: letters and digits of another width, ligatures, presentation forms.
 * Left out are superscripts, fractions, circled numbers, signs and spacing accents: "m²" does not look like "m2".
 */
const SAME_LOOK = /(?:(?!\p{No}|\p{So}|\p{Sk}|[ªº]|(?=\p{Script_Extensions=Latin})\p{Lm}).)+/gsu;

const ASCII = /^[\n\x20-\x7E]*$/;

/** Words of ASCII with one space between them: nearly every text, which is its own form. */
const PLAIN = /^[\x21-\x7E]+(?: [\x21-\x7E]+)*$/;

/**
 * The form of a value of one or a few lines: without what is not shown, any run of spaces as one, line breaks kept.
 * Values of one form look the same. Idempotent.
 */
export function textForm(text: string): string {
	return PLAIN.test(text) ? text : tidy(shown(text), /[^\S\n]+/gu);
}

/** The same for long texts, whose runs of spaces are layout. */
export function noteForm(text: string): string {
	return tidy(shown(text), /[^\S\n]/gu);
}

/**
 * The form of what things are known by: people, companies, groups, options, own labels. Besides, case does not count,
 * nor the kind of quotation marks and dashes; line breaks are spaces, compatibility forms what they stand for.
 */
export function keyForm(text: string): string {
	const folded = ASCII.test(text) ? text.toLowerCase() : foldCase(foldCase(text));
	return folded
		.replace(/[\p{Quotation_Mark}\u02BC]/gu, "'")
		.replace(/\p{Dash}/gu, '-')
		.replace(/\s+/gu, ' ')
		.trim();
}

/** Whether there is more than blanks and what is not shown, which are no value: they neither fill nor win (S37). */
export function isFilled(value: string | undefined): value is string {
	return value !== undefined && value !== '' && (/[\x21-\x7E]/.test(value) || textForm(value) !== '');
}

/** The options of a multi-select as text, each once. */
export function optionsIn(text: string): string[] {
	return [...new Set(textForm(text).split(';').map(textForm))].filter((option) => option !== '');
}

/** In small letters; some of them come apart into a letter and a mark, which are put in order again. */
export function lowerForm(text: string): string {
	return ASCII.test(text) ? text.toLowerCase() : text.toLowerCase().normalize('NFC');
}

/** Applied twice: some letters have their compatibility form in the other case only. */
function foldCase(text: string): string {
	const shownOnly = text.normalize('NFKC').replace(NOT_SHOWN, '');
	return shownOnly.toUpperCase().toLowerCase().replace(/ς/g, 'σ').normalize('NFKC');
}

/** Text as it looks; a hyphen that does not break is a hyphen. */
function shown(text: string): string {
	if (ASCII.test(text)) return text;
	return text
		.replace(NEVER_SHOWN, '')
		.replace(JOINERS, '$1')
		.replace(FLAG_LETTERS, '$1')
		.replace(SAME_LOOK, (part) => part.normalize('NFKC'))
		.normalize('NFC')
		.replace(/\u2010/g, '-')
		.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n');
}

/** Spaces at the end of a line are not seen. A run of them is looked at from its beginning only, once. */
function tidy(text: string, spaces: RegExp): string {
	return text.replace(spaces, ' ').replace(/(?<! ) +(?=\n)/g, '').trim();
}
