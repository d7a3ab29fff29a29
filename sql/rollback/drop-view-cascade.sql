--! purpose: Drop one view, and whatever depends on it.
--! effect: change
--! statement: drop-view-cascade
--! params: view:identifier
--! risk: takes every object that depends on it along, whoever made it
--! expects: no rows
--! verify: verify/relations-there.sql
drop view :"view" cascade;
