// Starts the fake and points this process at it. Imported first and for its effect: settings are read on
// import.
import { startTriggerStub } from "@/lib/platform/queue/testing/trigger-stub";

export const stub = await startTriggerStub();
process.env.TRIGGER_SECRET_KEY = "tr_dev_test";
process.env.TRIGGER_API_URL = stub.url;
