#!/usr/bin/env node
import { answersCommand } from './answers/command.js';
import { perform } from './answers/perform.js';

await perform(answersCommand(), process.argv.slice(2));
