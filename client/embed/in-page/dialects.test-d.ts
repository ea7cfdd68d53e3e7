// The dialects that are served in embed.d.ts are those there are: this file compiles only while they agree.

import type { DialectName } from "../../language-model/dialects/dialects.ts";
import type { Dialect } from "./api.ts";

type Fits<Given extends Wanted, Wanted> = Given;

export type Agreed = [Fits<DialectName, Dialect>, Fits<Dialect, DialectName>];
