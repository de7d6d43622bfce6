export { ConfigError, loadConfig, parseConfig, type Config } from './config.ts';
