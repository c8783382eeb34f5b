import { Badge } from "@/components/ui/badge";

/** Marks a campaign that sends no one anything; nothing for any other. */
export function AaBadge({ isAaTest }: { isAaTest: boolean }) {
	return isAaTest ? <Badge variant="outline">A/A test</Badge> : null;
}
