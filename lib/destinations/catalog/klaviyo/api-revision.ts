/** The newest stable revision when this was written: github.com/klaviyo/openapi, openapi/stable.json, read November 2026. */
export const klaviyoRevision = "2026-07-15";
