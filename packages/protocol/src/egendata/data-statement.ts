/** What a writer says: the JSON inside a sealed document, signed. The person controls who reads it, and cannot change what it says. */
import Type from 'typebox';
import { base64url, CompactSign, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { PosthornError } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { findLimitProblem, protocolLimits, type Limits } from '../limits.ts';
import { isValid, schemaOf, type SchemaOf } from '../validate.ts';
import { maxSealedSize } from './sealed-size.ts';
import { compactJws, seconds } from './values.ts';
import type { WireKey, WirePrivateKey } from './wire-keys.ts';
