export { openPrometheus } from './prometheus.ts';
export type { Prometheus } from './prometheus.ts';
