// The sandbox networks in a process of their own, without a journal; the first line is the address.
import { startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

const sandbox = await startSandbox({ port: 0 });
console.log(sandbox.url);
