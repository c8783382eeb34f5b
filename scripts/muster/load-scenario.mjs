import { bundle } from "./build.mjs";
import { run } from "./run.mjs";
import { step, UserFacingError } from "./step.mjs";

/** Loads a scenario's data into the stores that `env` names; returns its output, notably the sign-in. */
export async function loadScenario(root, scenario, env) {
	let said = "";
	await step(`Putting in the demonstration data (${scenario})`, async () => {
		const { code, output, answer } = await run(process.execPath, [bundle(root, "seed"), scenario], {
			cwd: root,
			env,
			quiet: true,
		});
		if (code !== 0) {
			const last = output.trim().split("\n").slice(-15).join("\n");
			throw new UserFacingError(`The demonstration data could not be put in:\n${last}`);
		}
		said = answer.trim();
	});
	return said;
}
