/* The text that Google holds beside the date of a birthday: mostly the same date in words. */

interface GoogleDate {
	year?: number | null;
	month?: number | null;
	day?: number | null;
}

/** What the text of a birthday says besides its date; empty where it says nothing more. */
export function ownText({ date, text }: { date?: GoogleDate | null; text?: string | null } = {}): string {
	return !text || !date || isDateInWords(text, date) ? '' : text;
}

/** Signs that stand between the parts of a date. */
const BETWEEN = /^[\s\p{Cf}.,/\-–·()]*$/u;

/** Whether a text holds nothing but numbers of the date, words of its month in any language, and signs between them. */
function isDateInWords(text: string, { year, month, day }: GoogleDate): boolean {
	const numbers = text.match(/\d+/g) ?? [];
	const known = [year, (year ?? 0) % 100, month, day];
	if (numbers.length === 0 || !numbers.every((number) => known.includes(Number(number)))) return false;
	// As in 17th.
	const rest = text.replace(/\d+(?:st|nd|rd|th)?/gi, ' ');
	if (!BETWEEN.test(rest.replace(WORDS, ''))) return false;
	const words = lowerWords(rest);
	return words.length === 0 || (month ? words.every((word) => wordsOfMonth(month).has(word)) : false);
}

const WORDS = /[\p{L}\p{M}]+/gu;

function lowerWords(text: string): string[] {
	return text.normalize('NFC').toLowerCase().match(WORDS) ?? [];
}

const months = new Map<number, ReadonlySet<string>>();

const DAY = 24 * 60 * 60 * 1_000;

/** Every word, in any language that Unicode knows by two letters, of dates in a month. */
function wordsOfMonth(month: number): ReadonlySet<string> {
	let words = months.get(month);
	if (!words) {
		const days = Array.from({ length: 7 }, (_, place) => Date.UTC(2_000, month - 1, 1) + place * DAY);
		const texts = languages().flatMap((language) => STYLES.flatMap((style) => {
			const inLanguage = new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC', calendar: 'gregory' });
			return days.map((day) => inLanguage.format(day));
		}));
		words = new Set(texts.flatMap(lowerWords));
		months.set(month, words);
	}
	return words;
}

const STYLES: Intl.DateTimeFormatOptions[] = [
	{ dateStyle: 'full' },
	{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
	{ month: 'long' },
];

function languages(): string[] {
	const letters = [...'abcdefghijklmnopqrstuvwxyz'];
	return Intl.DateTimeFormat.supportedLocalesOf(letters.flatMap((first) => letters.map((second) => first + second)));
}
