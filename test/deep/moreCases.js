// As many times as many cases as in `npm test`.
process.env.DEPTH ??= '5';
