export { ConfigError, loadConfig, parseConfig, type Config, type MasterKey } from './config.ts';
