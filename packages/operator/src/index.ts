export { readConfig, type Admission, type DatabaseConfig, type OperatorConfig } from './config/env.ts';
export { startOperator, type Operator } from './operator.ts';
