// The OpenAPI component schemas (field descriptions included), apart from the room's index because they are large and rarely asked for.
export { openapiSchemasGzip } from './generated/openapi.ts';
