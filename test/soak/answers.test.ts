import { stopN8n } from '../harness';
import { soakAnswers } from './soak';

// Waiting takes no time.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.requireActual<typeof import('./virtualTime')>('./virtualTime').pass,
}));

afterAll(stopN8n);

soakAnswers();
