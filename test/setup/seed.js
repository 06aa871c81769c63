const fc = require('fast-check');

// The same cases every time, so that a change is judged by what it changed; SEED=number tries others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_260_101) });
