export { explainFailure } from './explain-failure.ts';
