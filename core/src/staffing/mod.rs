//! How many agents: Erlang B, C and A by stable algorithms, requirement solvers and day plans.
//!
//! Words: *offered load* = arrivals × handling time, in erlangs; *AHT* = talk + hold + wrap-up,
//! without ringing; *patience* = how long a customer waits before abandoning. Durations are seconds.
//! Every answer can be proved minimal: a [`Staffing`] shows the measures at `n` and at `n − 1`.
//!
//! No formula uses the platform's maths, so the same inputs give the same bits everywhere.
//! May be imported by `report`; imports nothing but `libm`.

mod backlog;
mod batch;
mod blend;
mod budget;
mod chat;
mod cost;
mod coverage;
mod day;
mod dual;
mod engset;
mod erlang_a;
mod erlang_b;
mod erlang_c;
mod erlang_g;
mod erlang_x;
mod error;
mod explain;
mod extended_erlang_b;
mod finite_room;
mod garnett;
mod general_patience;
mod gradient;
mod halfin_whitt;
mod headcount;
mod incomplete_gamma;
mod multi_skill;
mod normal;
mod open_line;
mod patience;
mod plan;
mod pooling;
mod quadrature;
mod queue_targets;
mod requirement;
mod search;
mod service_level;
mod solve;
pub mod table;
mod targets;
mod uncertain;
mod variance;
mod waiting_line;

pub use backlog::{
    BacklogInterval, DeferredWork, EvaluateBacklog, StaffBacklog, evaluate_backlog, staff_backlog,
};
pub use batch::{OnError, RequirementColumns, StaffingColumns, required_agents};
pub use blend::{Blend, BlendMeasures, BlendState};
pub use budget::{Budget, BudgetInput, BudgetInterval, budget};
pub use chat::{ChatConcurrency, ChatMeasures, ChatState};
pub use cost::{Costed, Costs};
pub use coverage::{Coverage, CoverageInput, SkillGroup, SkillLoad, skill_coverage};
pub use day::{
    Day, DayEvaluation, DayInput, DayInterval, DayStaffing, DayTargets, EvaluateDay, EvaluatedDay,
    IterateDay, IteratedStaffing, Method, MethodStaffing, Moment, OfferedLoad, OfferedLoadInput, OptimiseDay,
    Over, Progress, ShiftEnd, SinusoidalArrivals, SinusoidalInput, StaffDay, StaffedDay, Start, evaluate_day,
    iterate_day, offered_load, offered_load_by_interval, optimise_day, sinusoidal_volumes, staff_day,
};
pub use engset::{Engset, EngsetMeasures};
pub use erlang_a::{ErlangA, ErlangAMeasures, ErlangAState};
pub use erlang_b::{agents_for_blocking, erlang_b, erlang_b_ln, load_for_blocking};
pub use erlang_c::{ErlangC, ErlangCMeasures, ErlangCState, agents_for_occupancy};
pub use erlang_g::{ErlangG, ErlangGMeasures, ErlangGState};
pub use erlang_x::{ErlangX, ErlangXState};
pub use error::StaffingError;
pub use explain::{StaffingExplained, TargetShown};
pub use extended_erlang_b::{ExtendedErlangB, ExtendedErlangBMeasures};
pub use finite_room::{FiniteRoom, FiniteRoomMeasures, FiniteRoomState};
pub use garnett::Garnett;
pub use gradient::{
    ErlangAGradient, ErlangAGradients, ErlangBGradient, ErlangCGradient, ErlangCGradients, erlang_b_gradient,
};
pub use halfin_whitt::HalfinWhitt;
pub use headcount::{HeadcountInput, HeadcountMonth, HeadcountPlan, plan_headcount};
pub use multi_skill::{PrimarySkill, SkillStaffing, SkillStaffingInput, staff_skills};
pub use patience::{
    Exponentiality, HazardEstimate, HazardPiece, Patience, PatienceFit, PatienceLaw, PatienceMass,
    SurvivalEstimate,
};
pub use plan::{DEFAULT_INTERVAL_S, PlanInterval, PlannedInterval, Shrinkage, day_plan};
pub use pooling::{Pooling, PoolingInput, QueueDemand, pool_queues};
pub use queue_targets::{QueueStaffing, QueueTargets};
pub use requirement::{Binding, Measures, Requirement, Staffing};
pub use service_level::ServiceLevel;
pub use solve::Bearable;
pub use targets::{Fewest, FewestAgents, Levels, Targets};
pub use uncertain::{ExpectedMeasures, UncertainVolume, newsvendor};
pub use variance::{BudgetAndActual, Spending, Variance, VarianceInput, Variances, budget_variance};
