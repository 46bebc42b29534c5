"""All faults of the lab."""

from __future__ import annotations

from . import faults_layered, faults_settings, faults_tls
from .fault import Fault

FAULTS: tuple[Fault, ...] = faults_settings.FAULTS + faults_tls.FAULTS + faults_layered.FAULTS
BY_ID = {fault.id: fault for fault in FAULTS}
assert len(BY_ID) == len(FAULTS), "fault ids must differ"
